import { createHash } from "node:crypto"
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { execFileSync } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { buildVariant } from "../../tools/build"
import { root } from "../../tools/paths"

const SOURCES = [
    "src",
    "boards",
    "services",
    "devsconfig.json",
    "package.json",
    "devicescript.json",
]

async function copyOfSources(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "dermalock-sources-"))
    for (const name of SOURCES) await cp(join(root, name), join(folder, name), { recursive: true })
    return folder
}

function git(folder: string, ...words: string[]): void {
    execFileSync(
        "git",
        ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t.invalid", ...words],
        {
            stdio: "ignore",
        }
    )
}

test(
    "build: clean tree, dirty tree and no tree: give the same bytes",
    { timeout: 120_000 },
    async () => {
        const folder = await copyOfSources()
        try {
            const without = await buildVariant("stepper", { from: folder, fresh: true })
            git(folder, "init")
            git(folder, "add", ".")
            git(folder, "commit", "-m", "sources")
            const clean = await buildVariant("stepper", { from: folder, fresh: true })
            await writeFile(join(folder, "notes.txt"), "dirty")
            const dirty = await buildVariant("stepper", { from: folder, fresh: true })
            expect(clean.sha256).toBe(without.sha256)
            expect(dirty.sha256).toBe(without.sha256)
        } finally {
            await rm(folder, { recursive: true, force: true })
        }
    }
)

test(
    "build: the bytecode under test: is what `pen build` writes for the board",
    { timeout: 120_000 },
    async () => {
        const tested = await buildVariant("stepper")
        const written = await buildVariant("stepper", { fresh: true })
        expect(Buffer.from(tested.bytecode).equals(Buffer.from(written.bytecode))).toBe(true)
        expect(tested.sha256).toBe(createHash("sha256").update(tested.bytecode).digest("hex"))
    }
)

test("build: a change of one source: changes the bytes", { timeout: 120_000 }, async () => {
    const folder = await copyOfSources()
    try {
        const before = await buildVariant("stepper")
        const path = join(folder, "src", "core", "limits.ts")
        const text = await readFile(path, "utf8")
        await writeFile(path, text.replace("PARK_UM = -200", "PARK_UM = -201"))
        const after = await buildVariant("stepper", { from: folder, fresh: true })
        expect(after.sha256).not.toBe(before.sha256)
    } finally {
        await rm(folder, { recursive: true, force: true })
    }
})

test(
    "build: a limit of code that is too small: refuses with what it found",
    { timeout: 120_000 },
    async () => {
        const folder = await copyOfSources()
        try {
            const file = join(folder, "devicescript.json")
            const text = await readFile(file, "utf8")
            await writeFile(file, text.replace(/"codeEndBytesMax": \d+/, '"codeEndBytesMax": 4096'))
            await expect(buildVariant("stepper", { from: folder })).rejects.toThrow(
                /code ends at \d{5} bytes, the release limit is 4096/
            )
        } finally {
            await rm(folder, { recursive: true, force: true })
        }
    }
)
