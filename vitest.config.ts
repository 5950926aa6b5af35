import { defineConfig } from "vitest/config"

// Two workers: the checks have to fit a machine with two cores. Each file runs in a process of its own,
// because a test may load several virtual machines and must leave nothing of them behind.
export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        pool: "forks",
        maxWorkers: 2,
        testTimeout: 20_000,
        hookTimeout: 120_000,
        slowTestThreshold: 2_000,
    },
})
