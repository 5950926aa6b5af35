/** The flasher in the page's bundle: in files of its own, with the fast loader of the one chip that it writes to. */
import type { Plugin } from "vite"

/** Loaders for other chips: a board with another one is told what it has, and never written to. */
const OTHER_LOADERS = /stub_flasher\/(?!esp32c3\.json)\w[\w-]*\.json$/
const FLASHER = /esptool-js|bench\/update\/flasher|tools\/(flash|bus|update)\//
const JACDAC = /\/jacdac-ts\//

export function flasher(): Plugin {
    return {
        name: "flasher",
        enforce: "pre",
        load: id => (OTHER_LOADERS.test(id) ? { code: "{}", moduleType: "json" } : null),
    }
}

/** What the bundler tells of a part that is loaded later. */
interface Part {
    readonly name: string
    readonly moduleIds: readonly string[]
}

/** Name of such a part; whoever asks what a page loads at once, can tell the flasher's by it. */
export function partName({ name, moduleIds }: Part): string {
    const ofChip = name.startsWith("esp")
    const has = (part: RegExp): boolean => moduleIds.some(id => part.test(id.replaceAll("\\", "/")))
    // Both of them talk to a pen: the library for it is loaded with whichever comes first.
    const prefix = has(JACDAC) ? "realpen-" : ofChip || has(FLASHER) ? "flasher-" : ""
    return `assets/${prefix}[name]-[hash].js`
}
