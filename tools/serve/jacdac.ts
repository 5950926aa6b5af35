/**
 * Jacdac in the page's bundle: the library from its sources and without the catalogue of all services and devices that
 * there are, which would be more than the rest of the page; and the specifications of the pen's own services.
 */
import { join } from "node:path"
import type { Plugin } from "vite"
import { serviceSpecs } from "../../sim/services"
import { root } from "../paths"

const LIBRARY = join(root, "node_modules", "jacdac-ts", "src", "jdom", "jacdac-jdom.ts")
const CATALOGUE = /jacdac-spec\/dist\/\w+\.json$/
/** As the page imports them. */
const SERVICES = "pen-services"
/** What reads them from files elsewhere, and its stand-in on the page. */
const READER = /\/servicespecs$/
const READ = "pen-services-reader"

export function jacdac(): Plugin {
    return {
        name: "jacdac",
        enforce: "pre",
        resolveId: id => {
            if (id === "jacdac-ts") return LIBRARY
            return id === SERVICES || READER.test(id) ? `\0${id === SERVICES ? id : READ}` : null
        },
        load: id => {
            if (id === `\0${SERVICES}`) return `export default ${JSON.stringify(serviceSpecs())}`
            if (id === `\0${READ}`)
                return `import specs from "${SERVICES}"; export const serviceSpecs = () => specs`
            return CATALOGUE.test(id) ? { code: "[]", moduleType: "json" } : null
        },
    }
}
