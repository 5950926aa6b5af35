import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newKey, signingKey, trustedKeys } from "../../tools/release/keys"
import { decodePackage, encodePackage, sha256 } from "../../tools/release/package"
import { makeRelease } from "../../tools/release/release"
import type { Release } from "../../tools/release/release"
import { loadRuntime } from "../../tools/release/runtime"
import { loadManifest } from "../../tools/manifest"
import { root } from "../../tools/paths"
import { fakeRuntime } from "../support/fakeruntime"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-release-"))
afterAll(() => rmSync(scratch, { recursive: true }))
const bytes = fakeRuntime()
const runtime = { bytes, sha256: sha256(bytes) }
let release: Release
beforeAll(async () => {
    release = await makeRelease({ variant: "stepper", key: signingKey(), runtime })
})

describe("release", () => {
    test("release: two builds of the same sources: the same bytes in every file", async () => {
        const key = signingKey()
        const again = await makeRelease({ variant: "stepper", key, runtime, fresh: true })
        expect(Buffer.from(again.package).equals(release.package)).toBe(true)
        for (const [name, content] of release.contents)
            expect(Buffer.from(again.contents.get(name)!).equals(content), name).toBe(true)
    }, 60_000)

    test("release: the manifest: names every file with its size and SHA-256", () => {
        const { files } = release.manifest
        expect(files.map(({ role }) => role).sort()).toEqual(["factory", "sbom", "store"])
        for (const { name, sizeBytes, sha256: hash } of files) {
            const content = release.contents.get(name)!
            expect([content.length, sha256(content)], name).toEqual([sizeBytes, hash])
        }
    })

    test("release: the bill of materials: CycloneDX with the runtime and its hash", () => {
        const text = new TextDecoder().decode(
            release.contents.get("dermalock-pen-stepper-sbom.cdx.json")
        )
        const bill = JSON.parse(text) as { components: { name: string; version: string }[] }
        expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" })
        expect(bill.components.map(({ name, version }) => `${name} ${version}`)).toEqual(
            expect.arrayContaining(["devicescript-esp32 2.16.1", "@devicescript/cli 2.16.4"])
        )
        expect(text).toContain(runtime.sha256)
    })
})

describe("PEN-SAF-22: package", () => {
    const bench = trustedKeys()
    const open = (content: Uint8Array, trusted = bench) =>
        decodePackage(content, "pen.penpkg", trusted)

    test("package: as released: opens, and says which key signed it", () => {
        const { manifest, bytecode, key } = open(release.package)
        expect(manifest).toEqual(release.manifest)
        expect(sha256(bytecode)).toBe(manifest.bytecode.sha256)
        expect(key.bench).toBe(true)
    })

    test("PEN-SAF-22: package: any single flipped byte: refused", () => {
        const copy = release.package.slice()
        // Every byte of what is signed, and every 97th of the program, which one hash covers whole.
        const programAt = copy.length - release.manifest.bytecode.sizeBytes
        for (let at = 0; at < copy.length; at += at < programAt ? 1 : 97) {
            copy[at]! ^= 0x20
            expect(() => open(copy), `byte ${at}`).toThrow(/expected .+, found/)
            copy[at]! ^= 0x20
        }
        expect(() => open(copy)).not.toThrow()
    })

    test.each([
        ["a byte short", (one: Uint8Array) => one.slice(0, -1), "copy the file again"],
        [
            "a byte long",
            (one: Uint8Array) => Buffer.concat([one, Buffer.alloc(1)]),
            "copy the file",
        ],
        ["cut in the manifest", (one: Uint8Array) => one.slice(0, 300), "a whole package"],
        ["empty", () => new Uint8Array(0), "a package that `pen release` wrote"],
    ])("package: %s: refused", (_what, change, expected) => {
        expect(() => open(change(release.package))).toThrow(expected)
    })

    test("package: signed by an unknown key: refused; with --trust: opens", () => {
        const file = join(scratch, "own.pem")
        const { publicFile, id } = newKey(file)
        const key = signingKey(file)
        const manifest = { ...release.manifest, signer: { id, bench: false } }
        const own = encodePackage(manifest, open(release.package).bytecode, key)
        expect(() => open(own)).toThrow("signature: expected one by a trusted key")
        expect(open(own, trustedKeys([publicFile])).key).toMatchObject({ id, bench: false })
    })

    test("package: bench key that says it is another: refused", () => {
        const manifest = { ...release.manifest, signer: { id: "0".repeat(16), bench: false } }
        const lie = encodePackage(manifest, open(release.package).bytecode, signingKey())
        expect(() => open(lie)).toThrow("signer.id: expected the key that signed it")
    })
})

describe("keys", () => {
    test("keys: a new one: only its owner can read it, and nothing is overwritten", () => {
        const file = join(scratch, "mine.pem")
        newKey(file)
        expect(statSync(file).mode & 0o777).toBe(0o600)
        expect(readFileSync(`${file}.pub.pem`, "utf8")).toContain("BEGIN PUBLIC KEY")
        expect(() => newKey(file)).toThrow("expected a new file")
    })

    test("keys: a place inside the repository: refused", () => {
        expect(() => newKey(join(root, "keys", "mine.pem"))).toThrow("outside the repository")
    })
})

describe("runtime image", () => {
    const pinned = async (): Promise<Parameters<typeof loadRuntime>[0]> => {
        const manifest = await loadManifest()
        return { ...manifest.runtime, sha256: null }
    }
    const file = join(scratch, "runtime-0x0.bin")
    const kept = (content: Uint8Array): { file: string; sha256: string } => {
        writeTo(content)
        return { file, sha256: sha256(content) }
    }
    const writeTo = (content: Uint8Array): void => writeFileSync(file, content)

    test("runtime image: of the pinned hash: taken", async () => {
        const { sha256: hash } = await loadRuntime(await pinned(), kept(bytes))
        expect(hash).toBe(runtime.sha256)
    })

    test("runtime image: no hash pinned and none given: missing, with the one it has", async () => {
        const { file } = kept(bytes)
        await expect(loadRuntime(await pinned(), { file })).rejects.toMatchObject({
            name: "Missing",
            how: expect.stringContaining(`--runtime-sha256 ${runtime.sha256}`) as string,
        })
    })

    test("runtime image: none at all: missing, with where to get it", async () => {
        const none = { ...(await pinned()), file: "none-0x0.bin" }
        await expect(loadRuntime(none, {})).rejects.toMatchObject({
            name: "Missing",
            how: expect.stringContaining("/releases/download/v2.16.1/") as string,
        })
    })

    test.each([
        ["another hash", () => ({ ...kept(bytes), sha256: "0".repeat(64) }), "SHA-256 000"],
        [
            "another version",
            () => kept(fakeRuntime({ version: "v2.15.0" })),
            "version 2.16.1, found v2.15",
        ],
        ["another chip", () => kept(fakeRuntime({ chipId: 2 })), "found one for chip 2"],
    ])("runtime image: %s: refused", async (_what, options, expected) => {
        await expect(loadRuntime(await pinned(), options())).rejects.toThrow(expected)
    })
})
