/** The page as files that a browser reads, bundled when its sources are newer than what lies in `.pen/bench`. */
import { createHash } from "node:crypto"
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { root } from "../paths"
import { flasher, partName } from "./flasher"
import { jacdac } from "./jacdac"

/** What the page is made of, and what decides how. */
const SOURCES = ["bench", "services", "src/core", "sim", "tools/bus", "tools/flash", "tools/update"]
const FILES = [
    "package-lock.json",
    "tools/serve/bundle.ts",
    "tools/serve/flasher.ts",
    "tools/serve/jacdac.ts",
]

/** By the path under which a browser asks for it. */
export type PageFiles = ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }>

const types: Readonly<Record<string, string>> = {
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    css: "text/css; charset=utf-8",
    svg: "image/svg+xml",
}

/** The bundled page; bundles it first if nobody has yet. */
export async function pageFiles(): Promise<PageFiles> {
    const folder = join(root, ".pen", "bench", await sourceHash())
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    if (entries.length === 0) {
        await bundleInto(folder)
        return pageFiles()
    }
    const files = new Map<string, { type: string; bytes: Buffer }>()
    for (const entry of entries.filter(one => one.isFile())) {
        const path = join(entry.parentPath, entry.name)
        const name = path.slice(folder.length).replaceAll("\\", "/")
        const type = types[entry.name.split(".").at(-1) ?? ""] ?? "application/octet-stream"
        files.set(name === "/index.html" ? "/" : name, { type, bytes: await readFile(path) })
    }
    return files
}

/** What a page loads when it is opened, and what only when somebody asks for it. */
export interface PageParts {
    readonly atOnce: PageFiles
    readonly realPen: PageFiles
    readonly flasher: PageFiles
}

export function partsOf(files: PageFiles): PageParts {
    const part = (wanted: (name: string) => boolean): PageFiles =>
        new Map([...files].filter(([name]) => wanted(name)))
    const isFlasher = (name: string): boolean => name.startsWith("/assets/flasher-")
    const isRealPen = (name: string): boolean => name.startsWith("/assets/realpen-")
    return {
        atOnce: part(name => !isFlasher(name) && !isRealPen(name)),
        realPen: part(isRealPen),
        flasher: part(isFlasher),
    }
}

/** What a browser would load over a wire, bytes. */
export function gzippedBytes(files: PageFiles): number {
    return [...files.values()].reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0)
}

/** Bundles beside the folder and then moves it there, so that nobody ever finds half a page. */
async function bundleInto(folder: string): Promise<void> {
    // The bundler takes longer to load than the page to be served; only who needs it waits for it.
    const { build } = await import("vite")
    const parent = join(root, ".pen", "bench")
    await mkdir(parent, { recursive: true })
    const outDir = await mkdtemp(join(parent, "new-"))
    await build({
        configFile: false,
        root: join(root, "bench"),
        logLevel: "error",
        plugins: [flasher(), jacdac()],
        build: {
            outDir,
            emptyOutDir: true,
            target: "es2022",
            modulePreload: { polyfill: false },
            rolldownOptions: { output: { chunkFileNames: partName } },
        },
    })
    // Somebody else may have been faster; then theirs is as good.
    await rename(outDir, folder).catch(() => rm(outDir, { recursive: true, force: true }))
}

async function sourceHash(): Promise<string> {
    const hash = createHash("sha256")
    const listed = await Promise.all(
        SOURCES.map(async source =>
            (await readdir(join(root, source), { recursive: true, withFileTypes: true }))
                .filter(entry => entry.isFile())
                .map(entry => join(entry.parentPath, entry.name))
        )
    )
    const paths = [...listed.flat().sort(), ...FILES.map(name => join(root, name))]
    for (const path of paths)
        hash.update(`${path.slice(root.length)}\0`).update(await readFile(path))
    return hash.digest("hex").slice(0, 16)
}
