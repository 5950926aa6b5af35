/** What is flashed: the factory image of a release, made now or taken from a folder that `pen release` wrote. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { refuse } from "../../sim/refusal"
import { loadManifest, type VariantName } from "../manifest"
import { signingKey, trustedKeys } from "../release/keys"
import { decodePackage, sha256, type PackageManifest } from "../release/package"
import { makeRelease } from "../release/release"
import { loadRuntime } from "../release/runtime"

export interface FactoryImage {
    readonly bytes: Uint8Array
    readonly manifest: PackageManifest
}

export interface ImageOptions {
    readonly variant: VariantName
    /** Folder of a release. */
    readonly from?: string
    readonly runtime?: string
    readonly runtimeSha256?: string
    readonly trust: readonly string[]
}

/** Throws `Missing` without a runtime image, `Refusal` for a release that is not whole. */
export async function factoryImageOf(options: ImageOptions): Promise<FactoryImage> {
    if (options.from !== undefined) return fromRelease(options.from, options)
    const runtime = await loadRuntime((await loadManifest()).runtime, {
        ...(options.runtime === undefined ? {} : { file: options.runtime }),
        ...(options.runtimeSha256 === undefined ? {} : { sha256: options.runtimeSha256 }),
    })
    const { variant } = options
    const { contents, manifest } = await makeRelease({ variant, key: signingKey(), runtime })
    const name = manifest.files.find(({ role }) => role === "factory")!.name
    return { bytes: contents.get(name)!, manifest }
}

async function fromRelease(folder: string, options: ImageOptions): Promise<FactoryImage> {
    const names = await readdir(folder).catch(() => [])
    const packages = names.filter(name => name.endsWith(".penpkg"))
    for (const name of packages) {
        const content = await readFile(join(folder, name))
        const { manifest } = decodePackage(content, join(folder, name), trustedKeys(options.trust))
        if (manifest.variant !== options.variant) continue
        const file = manifest.files.find(({ role }) => role === "factory")
        if (!file) throw refuse(folder, "files", "a release with a factory image", "none")
        const bytes = await readFile(join(folder, file.name))
        if (sha256(bytes) !== file.sha256)
            throw refuse(join(folder, file.name), "", `SHA-256 ${file.sha256}`, sha256(bytes))
        return { bytes, manifest }
    }
    throw refuse(folder, "", `a release of the ${options.variant} pen`, names.length)
}

/** Calls `work` with the image in a file, for a tool that wants one. */
export async function asFile<T>(image: Uint8Array, work: (file: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), "dermalock-flash-"))
    try {
        const file = join(folder, "factory-0x0.bin")
        await writeFile(file, image)
        return await work(file)
    } finally {
        await rm(folder, { recursive: true, force: true })
    }
}
