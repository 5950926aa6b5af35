/** The flasher in the page's bundle: in files of its own, with the fast loader of the one chip that it writes to. */
import type { Plugin } from "vite"

/** Loaders for other chips: a board with another one is told what it has, and never written to. */
const OTHER_LOADERS = /stub_flasher\/(?!esp32c3\.json)\w[\w-]*\.json$/
const FLASHER = /esptool-js|bench\/update\/flasher|tools\/flash/

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
    const isFlasher = ofChip || moduleIds.some(id => FLASHER.test(id.replaceAll("\\", "/")))
    return `assets/${isFlasher ? "flasher-" : ""}[name]-[hash].js`
}
