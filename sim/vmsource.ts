/**
 * Where the virtual machine comes from: the CLI carries the emscripten build of the runtime as one bundled function,
 * which is cut out of it here.
 */
import { readFileSync } from "node:fs"
import { cliPath } from "../tools/paths"

const MARKER = '"runtime/devicescript-vm/built/devicescript-vm.js"(exports, module2) {'

type Bundled = (...surroundings: unknown[]) => void
let bundle: { source: string; run: Bundled } | undefined

/** The machine's source inside the CLI. Throws when the marker is not there. */
export function vmSource(): string {
    return load().source
}

/** Its function, to be called with surroundings of ours. */
export function bundled(): Bundled {
    return load().run
}

function load(): { source: string; run: Bundled } {
    if (bundle) return bundle
    const text = readFileSync(cliPath, "utf8")
    const start = text.indexOf(MARKER)
    if (start < 0)
        throw new Error(
            "the virtual machine is not where it should be in the DeviceScript CLI: " +
                "is @devicescript/cli exactly 2.16.4? Run `npm ci`."
        )
    const from = start + MARKER.length
    const body = text.slice(from, text.indexOf("\n});", from))
    const source = body.slice(0, body.lastIndexOf("}"))
    const parameters = ["exports", "module2", "require", "__filename", "__dirname"]
    const surroundings = [
        "Date",
        "setTimeout",
        "clearTimeout",
        "setInterval",
        "clearInterval",
        "console",
    ]
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the one way to give it our own clock.
    const run = new Function(...parameters, ...surroundings, source) as Bundled
    bundle = { source, run }
    return bundle
}

let stock: WebAssembly.Module | undefined

/** The same, compiled once for all machines. */
export function stockModule(): WebAssembly.Module {
    stock ??= new WebAssembly.Module(stockWasm())
    return stock
}

/** The machine's wasm binary as it stands in the CLI. */
export function stockWasm(): Uint8Array<ArrayBuffer> {
    const base64 = /base64,([A-Za-z0-9+/=]+)/.exec(vmSource())?.[1]
    if (!base64)
        throw new Error("the virtual machine in the DeviceScript CLI carries no wasm binary")
    return Uint8Array.from(Buffer.from(base64, "base64"))
}
