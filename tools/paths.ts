/** Where things lie in this repository. */
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The pinned DeviceScript CLI, which also carries the virtual machine. */
export const cliPath = join(
    root,
    "node_modules",
    "@devicescript",
    "cli",
    "built",
    "devicescript-cli.cjs"
)
