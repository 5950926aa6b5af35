/** The specifications of the pen's services, read from their files. The page has them in its bundle instead. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseServiceSpecificationMarkdownToJSON, serviceSpecifications } from "jacdac-ts"
import { root } from "../tools/paths"

const FOLDER = "services"

let read: readonly jdspec.ServiceSpec[] | undefined

/** All of them, by the name of their file. Throws Error for one that cannot be read. */
export function serviceSpecs(): readonly jdspec.ServiceSpec[] {
    if (read) return read
    // What every service and every sensor has stands in specifications of Jacdac's own.
    const common = Object.fromEntries(serviceSpecifications().map(spec => [spec.shortId, spec]))
    const files = readdirSync(join(root, FOLDER)).filter(name => /^[a-z]+\.md$/.test(name))
    read = files.sort().map(name => {
        const text = readFileSync(join(root, FOLDER, name), "utf8")
        const spec = parseServiceSpecificationMarkdownToJSON(text, common, name)
        const [error] = spec.errors ?? []
        if (error) throw new Error(`${FOLDER}/${name}:${error.line}: ${error.message}`)
        return spec
    })
    return read
}
