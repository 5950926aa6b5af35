/** Builds the plain program that the pen is compared with, like any other: staged, and kept by its sources. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildVariant } from "../build"
import { root } from "../paths"

const FOLDERS = ["boards", "services"]
const FILES = ["devsconfig.json", "devicescript.json", "package.json"]
/** What of the firmware the program uses. */
const LAYERS = ["core", "drivers", "hal", "panel"]

export async function buildPlain(): Promise<Uint8Array> {
    const stage = await mkdtemp(join(tmpdir(), "dermalock-plain-"))
    try {
        for (const name of [...FOLDERS, ...FILES])
            await cp(join(root, name), join(stage, name), { recursive: true })
        await mkdir(join(stage, "src"))
        for (const layer of LAYERS)
            await cp(join(root, "src", layer), join(stage, "src", layer), { recursive: true })
        // Its pins are those of any pen; the entry point of a variant is what the builder looks for.
        const program = join(root, "tools", "reaction", "plain", "mainstepper.ts")
        const text = (await readFile(program, "utf8")).replaceAll("../../../src/", "./")
        await writeFile(join(stage, "src", "mainstepper.ts"), text)
        return (await buildVariant("stepper", { from: stage })).bytecode
    } finally {
        await rm(stage, { recursive: true, force: true })
    }
}
