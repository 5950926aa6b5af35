/** A release of one variant: everything that is flashed or carried, made from the sources, the same every time. */
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { BuildError, buildVariant } from "../build"
import { loadManifest, type Manifest, type VariantName } from "../manifest"
import { root, versionOf } from "../paths"
import { boardConfiguration } from "./boardconfiguration"
import { factoryImage } from "./factory"
import type { SigningKey } from "./keys"
import { encodePackage, formatOf, sha256 } from "./package"
import type { PackageManifest, ReleaseFile } from "./package"
import type { Runtime } from "./runtime"
import { sbom } from "./sbom"
import { storeImage } from "./store"

export interface ReleaseOptions {
    readonly variant: VariantName
    readonly key: SigningKey
    /** Without it there is no factory image. */
    readonly runtime?: Runtime
    /** Where the sources are; the repository by default. */
    readonly from?: string
    /** Build even when the same sources were built before. */
    readonly fresh?: boolean
}

export interface Release {
    readonly manifest: PackageManifest
    readonly package: Uint8Array<ArrayBuffer>
    readonly packageName: string
    /** Contents of `manifest.files`, by name. */
    readonly contents: ReadonlyMap<string, Uint8Array>
}

/** Makes a release in memory. Throws `BuildError` when the program or the board is refused. */
export async function makeRelease(options: ReleaseOptions): Promise<Release> {
    const from = options.from ?? root
    const manifest = await loadManifest(from)
    const row = manifest.variants[options.variant]
    const built = await buildVariant(options.variant, { from, fresh: options.fresh ?? false })
    const version = await versionOf(from)
    const contents = new Map<string, Uint8Array>()
    const store = storeOf(options.variant, built.bytecode)
    contents.set(`${row.image}-store.bin`, store)
    if (options.runtime) {
        const configuration = await boardConfiguration(row.board, from)
        // The stock tool takes the offset from the end of the name.
        const factory = factoryImage(options.runtime.bytes, configuration, store)
        contents.set(`${row.image}-factory-0x0.bin`, factory)
    }
    const bill = sbom({
        variant: options.variant,
        version,
        bytecodeSha256: built.sha256,
        cliVersion: manifest.runtime.cli,
        runtimeVersion: manifest.runtime.version,
        runtimeSha256: options.runtime?.sha256 ?? null,
    })
    contents.set(`${row.image}-sbom.cdx.json`, new TextEncoder().encode(bill))
    const described: PackageManifest = {
        schema: 1,
        product: "dermalock-pen",
        variant: options.variant,
        board: row.board,
        productId: await productOf(row.board, from),
        architecture: "esp32c3",
        version,
        ...releaseFields(manifest),
        runtime: {
            version: manifest.runtime.version,
            sha256: options.runtime?.sha256 ?? null,
        },
        bytecode: {
            sizeBytes: built.sizeBytes,
            sha256: built.sha256,
            format: formatOf(built.bytecode),
        },
        files: [...contents].map(describe),
        signer: { id: options.key.id, bench: options.key.bench },
    }
    return {
        manifest: described,
        package: encodePackage(described, built.bytecode, options.key),
        packageName: `${row.image}-${version}.penpkg`,
        contents,
    }
}

/** Writes a release into a folder: the package, and what it names. */
export async function writeRelease(release: Release, folder: string): Promise<ReleaseFile[]> {
    await mkdir(folder, { recursive: true })
    for (const [name, bytes] of release.contents) await writeFile(join(folder, name), bytes)
    await writeFile(join(folder, release.packageName), release.package)
    return [...release.manifest.files]
}

function releaseFields({
    release,
}: Manifest): Pick<PackageManifest, "counter" | "allowOlder" | "toolVersionMin"> {
    const { counter, allowOlder, toolVersionMin } = release
    return { counter, allowOlder, toolVersionMin }
}

function storeOf(variant: string, bytecode: Uint8Array): Uint8Array {
    try {
        return storeImage(bytecode)
    } catch (error) {
        if (error instanceof RangeError) throw new BuildError(variant, error.message)
        throw error
    }
}

const roles: readonly [RegExp, ReleaseFile["role"]][] = [
    [/-store\.bin$/, "store"],
    [/-factory-0x0\.bin$/, "factory"],
    [/\.cdx\.json$/, "sbom"],
]

function describe([name, bytes]: readonly [string, Uint8Array]): ReleaseFile {
    const role = roles.find(([ending]) => ending.test(name))![1]
    return { name, role, sizeBytes: bytes.length, sha256: sha256(bytes) }
}

async function productOf(board: string, from: string): Promise<string> {
    const text = await readFile(join(from, "boards", `${board}.board.json`), "utf8")
    return (JSON.parse(text) as { productId: string }).productId
}
