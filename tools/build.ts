/**
 * Bytecode of a variant, through the pinned DeviceScript CLI.
 *
 * The CLI puts the state of the surrounding git repository into the bytecode, so every build runs in
 * a staging folder outside of it: the same sources give the same SHA-256, in a clean tree or a dirty
 * one. Results are kept under `.pen/build`, by the hash of what went in.
 */
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { promisify } from "node:util"
import { codeEndBytes } from "../sim/codesize"
import { loadManifest, type VariantName } from "./manifest"
import { cliPath, root } from "./paths"

/** What a build gives: the bytes that are flashed and that every test runs. */
export interface Build {
    readonly variant: VariantName
    readonly bytecode: Uint8Array
    /** SHA-256 of the bytecode, hexadecimal. */
    readonly sha256: string
    readonly sizeBytes: number
    /** Bytes of code left below the release limit of `devicescript.json`; texts do not count. */
    readonly headroomBytes: number
    /** True when the bytes came from an earlier build of the same sources. */
    readonly cached: boolean
}

/** The CLI refused the sources or the board. `output` is what it said. */
export class BuildError extends Error {
    constructor(
        readonly variant: string,
        readonly output: string
    ) {
        super(`build of ${variant} failed:\n${output}`)
        this.name = "BuildError"
    }
}

function tooBig(variant: string, what: string, limitBytes: number, bytes: number): BuildError {
    return new BuildError(variant, `${what} ${bytes} bytes, the release limit is ${limitBytes}`)
}

const INPUTS = ["src", "boards", "services"]
const FILES = ["devsconfig.json"]

export interface BuildOptions {
    /** Where the sources are; the repository by default. */
    readonly from?: string
    /** Whether the result is kept for the next build of the same sources; default true. */
    readonly keep?: boolean
    /** Build even when the same sources were built before. */
    readonly fresh?: boolean
}

/** Builds one variant. Throws `BuildError` when the CLI refuses it. */
export async function buildVariant(
    variant: VariantName,
    options: BuildOptions = {}
): Promise<Build> {
    const from = options.from ?? root
    const manifest = await loadManifest(from)
    const row = manifest.variants[variant]
    if (!row) throw new BuildError(variant, `devicescript.json has no variant "${variant}"`)
    const key = await sourceHash(from)
    const kept = join(root, ".pen", "build", `${variant}-${key}.devs`)
    const found = options.fresh ? undefined : await readFile(kept).catch(() => undefined)
    const bytecode = found ?? (await compile(variant, row.entry, from))
    if (!found && options.keep !== false) await keep(kept, bytecode)
    const headroomBytes = manifest.limits.codeEndBytesMax - codeEndBytes(bytecode)
    if (headroomBytes < 0)
        throw tooBig(
            variant,
            "code ends at",
            manifest.limits.codeEndBytesMax,
            codeEndBytes(bytecode)
        )
    if (bytecode.length > manifest.limits.bytecodeBytesMax)
        throw tooBig(variant, "bytecode has", manifest.limits.bytecodeBytesMax, bytecode.length)
    return {
        variant,
        bytecode: new Uint8Array(bytecode),
        sha256: createHash("sha256").update(bytecode).digest("hex"),
        sizeBytes: bytecode.length,
        headroomBytes,
        cached: found !== undefined,
    }
}

/** Makes sure that the CLI's own libraries lie where editors and type checks look for them. */
export async function ensurePlatform(): Promise<void> {
    const target = join(root, "node_modules", "@devicescript")
    const types = async (name: string): Promise<string> =>
        readFile(join(target, "core", "src", name), "utf8").catch(() => "")
    const boards = await types("devicescript-boards.d.ts")
    const services = await types("devicescript-spec.d.ts")
    const pinsKnown = (await pinLabels()).every(label => boards.includes(` ${label}: `))
    if (pinsKnown && (await serviceFields()).every(field => services.includes(field))) return
    await staged(root, async stage => {
        await runCli(stage, "src/mainstepper.ts", "stepper")
        const libraries = join(stage, "node_modules", "@devicescript")
        for (const name of await readdir(libraries))
            await cp(join(libraries, name), join(target, name), { recursive: true })
    })
}

/** Labels of the pins of every board: what the platform's types have to know. */
async function pinLabels(): Promise<string[]> {
    const labels: string[] = []
    for (const { board } of Object.values((await loadManifest()).variants)) {
        const text = await readFile(join(root, "boards", `${board}.board.json`), "utf8")
        labels.push(...Object.keys((JSON.parse(text) as { pins: object }).pins))
    }
    return labels
}

/** What the CLI writes about each command, register and event of our services. */
async function serviceFields(): Promise<string[]> {
    const fields: string[] = []
    for (const name of await readdir(join(root, "services"))) {
        const text = await readFile(join(root, "services", name), "utf8")
        for (const [, field = ""] of text.matchAll(
            /^ {4}(?:ro|rw|const|event) (\w+)(?!.*@ reading)/gm
        ))
            fields.push(
                ` ${field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}: `
            )
    }
    return fields
}

async function compile(variant: string, entry: string, from: string): Promise<Buffer> {
    return staged(from, async stage => {
        await runCli(stage, entry, variant)
        return readFile(join(stage, ".devicescript", "bin", "bytecode.devs"))
    })
}

async function staged<T>(from: string, work: (stage: string) => Promise<T>): Promise<T> {
    const stage = await mkdtemp(join(tmpdir(), "dermalock-build-"))
    try {
        for (const name of INPUTS)
            await cp(join(from, name), join(stage, name), { recursive: true })
        for (const name of FILES) await cp(join(from, name), join(stage, name))
        await writeFile(join(stage, "package.json"), await stagedPackage(from))
        await mkdir(join(stage, "node_modules"), { recursive: true })
        return await work(stage)
    } finally {
        await rm(stage, { recursive: true, force: true })
    }
}

/** The program's name and version; scripts and dependencies say nothing about the bytecode. */
async function stagedPackage(from: string): Promise<string> {
    const { name, version } = JSON.parse(await readFile(join(from, "package.json"), "utf8")) as {
        name: string
        version: string
    }
    return JSON.stringify({ name, version, private: true, devicescript: {} })
}

async function runCli(stage: string, entry: string, variant: string): Promise<void> {
    const arguments_ = [cliPath, "build", entry]
    const environment = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" }
    await promisify(execFile)(process.execPath, arguments_, { cwd: stage, env: environment }).catch(
        (error: unknown) => {
            const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string }
            throw new BuildError(variant, (stdout + stderr).replaceAll(stage + "/", "").trim())
        }
    )
}

async function keep(path: string, bytecode: Uint8Array): Promise<void> {
    await mkdir(join(path, ".."), { recursive: true })
    const partial = `${path}.${process.pid}`
    await writeFile(partial, bytecode)
    await rename(partial, path)
}

async function sourceHash(from: string): Promise<string> {
    const hash = createHash("sha256")
    hash.update(await stagedPackage(from))
    for (const path of (await listFiles(from)).sort()) {
        hash.update(`${relative(from, path)}\0`)
        hash.update(await readFile(path))
    }
    return hash.digest("hex").slice(0, 16)
}

async function listFiles(from: string): Promise<string[]> {
    const found = FILES.map(name => join(from, name))
    for (const name of INPUTS) {
        const entries = await readdir(join(from, name), { recursive: true, withFileTypes: true })
        for (const entry of entries)
            if (entry.isFile()) found.push(join(entry.parentPath, entry.name))
    }
    return found
}
