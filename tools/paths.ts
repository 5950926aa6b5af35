/** Where things lie in this repository. */
import { readFile } from "node:fs/promises"
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

/** Version of the repository, which is the version of the pen's program and of these tools. */
export async function versionOf(from: string = root): Promise<string> {
    const text = await readFile(join(from, "package.json"), "utf8")
    return (JSON.parse(text) as { version: string }).version
}
