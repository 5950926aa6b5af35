/** The native runtime that a factory image is built on: pinned by version and SHA-256, and read before it is used. */
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { refuse, Refusal } from "../../sim/refusal"
import { loadManifest, type Manifest } from "../manifest"
import { Missing } from "../outcome"
import { root } from "../paths"
import { checkPartitions, ImageError, readImage } from "./espimage"
import { RUNTIME, STORE } from "./layout"
import { sha256 } from "./package"

export interface Runtime {
    readonly bytes: Uint8Array
    readonly sha256: string
}

export interface RuntimeOptions {
    /** File with the image; the cache below `.pen/runtime` by default. */
    readonly file?: string
    /** SHA-256 that the file must have, while the manifest pins none. */
    readonly sha256?: string
}

/** Reads and checks the runtime image. Throws `Missing` where there is none, `Refusal` for a wrong one. */
export async function loadRuntime(
    pinned: Manifest["runtime"],
    options: RuntimeOptions
): Promise<Runtime> {
    const file = options.file ?? keptFile(pinned)
    const bytes = options.file === undefined ? await bytesOf(file) : await readGiven(file)
    if (!bytes) throw missing(`runtime image ${pinned.version}`, pinned)
    const found = sha256(bytes)
    const wanted = pinned.sha256 ?? options.sha256
    if (wanted === undefined) {
        const how =
            "devicescript.json pins no SHA-256 of the runtime image yet. Compare the file with its " +
            `release page, then say --runtime-sha256 ${found}, or pin it with \`pen runtime pin ${file}\``
        throw new Missing("SHA-256 of the runtime image", how)
    }
    if (pinned.sha256 !== null && options.sha256 !== undefined && options.sha256 !== pinned.sha256)
        throw refuse("--runtime-sha256", "", `the pinned ${pinned.sha256}`, options.sha256)
    if (found !== wanted) throw refuse(file, "", `SHA-256 ${wanted}`, found)
    check(bytes, file, pinned.version)
    return { bytes, sha256: found }
}

/**
 * Pins an image that somebody has downloaded and compared with its release page: its SHA-256 goes into the manifest
 * below `from`, and a copy to where releases look for it. Throws `Refusal` for an image that cannot be the one, or
 * when another one is pinned.
 */
export async function pinRuntime(file: string, from: string = root): Promise<Runtime> {
    const { runtime: pinned } = await loadManifest(from)
    const bytes = await readGiven(file)
    check(bytes, file, pinned.version)
    const found = sha256(bytes)
    if (pinned.sha256 !== null && pinned.sha256 !== found) {
        const expected = `the pinned ${pinned.sha256} (who wants another one pinned writes null in its place first)`
        throw refuse(file, "", expected, found)
    }
    const kept = keptFile(pinned, from)
    await mkdir(dirname(kept), { recursive: true })
    await writeFile(kept, bytes)
    const manifest = join(from, "devicescript.json")
    const text = await readFile(manifest, "utf8")
    await writeFile(manifest, text.replace(/("sha256": )null/, `$1"${found}"`))
    return { bytes, sha256: found }
}

/** Where releases look for the image. */
export function keptFile(pinned: Manifest["runtime"], from: string = root): string {
    return join(from, ".pen", "runtime", pinned.file)
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
    return readFile(file).catch(() => undefined)
}

async function readGiven(file: string): Promise<Buffer> {
    const bytes = await bytesOf(file)
    if (!bytes) throw refuse(file, "", "a file that can be read", "none")
    return bytes
}

function missing(what: string, pinned: Manifest["runtime"]): Missing {
    return new Missing(
        what,
        `download ${pinned.url} and name it with --runtime FILE, or keep it as .pen/runtime/` +
            `${pinned.file}. --package-only makes everything but the factory image`
    )
}

/** The file has to be what its name says: bootloader, our partitions, the pinned version, nothing in the store. */
function check(bytes: Uint8Array, file: string, version: string): void {
    try {
        readImage(bytes, 0, "bootloader")
        checkPartitions(bytes)
        const runtime = readImage(bytes, RUNTIME.offset, "runtime")
        // A release build is called "v2.16.1", one of a later source "v2.16.1-3-gabcdef0".
        if (runtime.version.replace(/^v/, "") !== version)
            throw new ImageError("runtime", `version ${version}`, runtime.version || "no version")
        if (bytes.length > STORE.offset)
            throw new ImageError("size", `at most ${STORE.offset} bytes`, String(bytes.length))
    } catch (error) {
        if (!(error instanceof ImageError)) throw error
        const { path, expected, found } = error
        throw new Refusal(file, [{ path, expected, found }])
    }
}
