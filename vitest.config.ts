import { readdirSync } from "node:fs"
import { defineConfig } from "vitest/config"
import variants from "./test/variants.json" with { type: "json" }

/** The behaviour of a pen, asked of both variants; what is left out stands in test/variants.json. */
const behaviour = readdirSync("test/firmware")
    .map(name => `test/firmware/${name}`)
    .filter(path => path.endsWith(".test.ts") && !Object.hasOwn(variants.files, path))

// Two workers: the checks have to fit a machine with two cores. Each file runs in a process of its own,
// because a test may load several virtual machines and must leave nothing of them behind.
export default defineConfig({
    test: {
        pool: "forks",
        maxWorkers: 2,
        testTimeout: 20_000,
        hookTimeout: 120_000,
        slowTestThreshold: 2_000,
        setupFiles: "test/support/chance.ts",
        projects: [
            { extends: true, test: { name: "stepper", include: ["test/**/*.test.ts"] } },
            {
                extends: true,
                test: {
                    name: "solenoid",
                    include: behaviour,
                    env: { PEN_VARIANT: "solenoid" },
                },
            },
        ],
    },
})
