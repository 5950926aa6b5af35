/** `pen release` and `pen runtime` as processes, in a copy of the project whose manifest they may change. */
import { spawnSync } from "node:child_process"
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { root } from "../../tools/paths"
import { trustedKeys } from "../../tools/release/keys"
import { decodePackage, sha256 } from "../../tools/release/package"
import { fakeRuntime } from "../support/fakeruntime"

const SOURCES = ["bench", "boards", "keys", "services", "sim", "src", "tools"]
const FILES = ["devicescript.json", "devicescript.schema.json", "devsconfig.json", "package.json"]
const copy = mkdtempSync(join(tmpdir(), "dermalock-release-command-"))
const image = join(copy, "downloaded.bin")
const bytes = fakeRuntime()
const hash = sha256(bytes)
const out = join(copy, "out")

beforeAll(() => {
    for (const name of [...SOURCES, ...FILES, "tsconfig.json"])
        cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"))
    mkdirSync(out)
    writeFileSync(image, bytes)
})
afterAll(() => rmSync(copy, { recursive: true }))

function pen(...words: string[]): { code: number | null; out: string; err: string } {
    const all = ["tools/pen.mjs", ...words]
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" }
    const ended = spawnSync(process.execPath, all, { cwd: copy, env, encoding: "utf8" })
    return { code: ended.status, out: ended.stdout, err: ended.stderr }
}

function release(...words: string[]): ReturnType<typeof pen> {
    return pen("release", "--variant", "stepper", "--out", out, ...words)
}

/** What the manifest of the copy pins. */
function pinned(): string | null {
    const text = readFileSync(join(copy, "devicescript.json"), "utf8")
    return (JSON.parse(text) as { runtime: { sha256: string | null } }).runtime.sha256
}

/** What the package that was written says about its runtime, its signature checked. */
function signedRuntime(): unknown {
    const content = readFileSync(join(out, "dermalock-pen-stepper-0.1.0.penpkg"))
    return decodePackage(content, "package", trustedKeys()).manifest.runtime
}

describe("pen release: runtime image", { timeout: 60_000 }, () => {
    test("pen release: no runtime image: exit code 3, where to get it, and what goes without it", () => {
        const { code, err } = release()
        expect(code).toBe(3)
        expect(err).toContain("missing: runtime image 2.16.1 is missing: download https://")
        expect(err).toContain(
            "/releases/download/v2.16.1/devicescript-esp32c3-esp32c3_bare-0x0.bin"
        )
        expect(err).toContain("--package-only makes everything but the factory image")
    })

    test("pen release: an image, no hash pinned and none given: exit code 3, with the hash it has", () => {
        const { code, err } = release("--runtime", image)
        expect(code).toBe(3)
        expect(err).toContain("devicescript.json pins no SHA-256 of the runtime image yet")
        expect(err).toContain(`--runtime-sha256 ${hash}`)
        expect(err).toContain(`pen runtime pin ${image}`)
    })

    test("pen release: an image whose hash is given, none pinned: said, and in the signed manifest", () => {
        const given = ["--runtime", image, "--runtime-sha256", hash]
        const { code, out: said } = release(...given)
        const words = `NOT PINNED: the runtime image has SHA-256 ${hash} as you say;`
        expect([code, said]).toEqual([0, expect.stringContaining(words)])
        expect(JSON.parse(release(...given, "--json").out)).toMatchObject({ runtimePinned: false })
        expect(signedRuntime()).toEqual({ version: "2.16.1", sha256: hash })
    })

    test("pen release: an image of another hash than the given one: exit code 2, with both", () => {
        const { code, err } = release("--runtime", image, "--runtime-sha256", "0".repeat(64))
        expect(code).toBe(2)
        expect(err).toContain(`expected SHA-256 ${"0".repeat(64)}, found "${hash}"`)
    })
})

describe("pen runtime", { timeout: 60_000 }, () => {
    test("pen runtime pin: an image of another version: exit code 2, nothing is pinned", () => {
        const other = join(copy, "other.bin")
        writeFileSync(other, fakeRuntime({ version: "v2.15.0" }))
        const { code, err } = pen("runtime", "pin", other)
        expect(code).toBe(2)
        expect(err).toContain("expected version 2.16.1, found")
        expect(pinned()).toBeNull()
    })

    test("pen runtime pin: an image that may be it: pinned, kept, and released without a word", () => {
        expect(pen("runtime", "show").out).toContain("SHA-256 none is pinned")
        const { code, out: said } = pen("runtime", "pin", image)
        expect([code, said]).toEqual([0, expect.stringContaining(`SHA-256 ${hash}`)])
        expect(said).toContain("only its release page can tell")
        expect(pinned()).toBe(hash)
        expect(pen("runtime", "show").out).toContain(`SHA-256 ${hash}`)
        const released = release()
        expect([released.code, released.out]).toEqual([
            0,
            expect.not.stringContaining("NOT PINNED"),
        ])
        expect(signedRuntime()).toEqual({ version: "2.16.1", sha256: hash })
    })

    test("pen release, pen runtime pin: an image of another hash than the pinned one: exit code 2", () => {
        const other = join(copy, "other.bin")
        writeFileSync(other, fakeRuntime({ programBytes: 61_000 }))
        const found = sha256(readFileSync(other))
        const released = release("--runtime", other)
        expect(released.code).toBe(2)
        expect(released.err).toContain(`expected SHA-256 ${hash}, found "${found}"`)
        const given = release("--runtime", other, "--runtime-sha256", found)
        expect(given.code).toBe(2)
        expect(given.err).toContain(`--runtime-sha256: expected the pinned ${hash}`)
        const again = pen("runtime", "pin", other)
        expect(again.code).toBe(2)
        expect(again.err).toContain(`expected the pinned ${hash}`)
        expect(pinned()).toBe(hash)
    })
})
