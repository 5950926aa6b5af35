/**
 * Configuration of a board as it lies in flash ("DCFG"), made by the pinned CLI from `boards/<id>.board.json`.
 * The stock tools patch it into an image only when they download that image themselves; with a local file they
 * leave it out, and the runtime then knows neither our pins nor their boot levels.
 */
import { execFile } from "node:child_process"
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { BuildError } from "../build"
import { cliPath, root } from "../paths"
import { ARCHITECTURE, BOARD_CONFIGURATION } from "./layout"

/** Bytes of the board's configuration. Throws `BuildError` when the CLI refuses the board. */
export async function boardConfiguration(
    board: string,
    from: string = root
): Promise<Uint8Array<ArrayBuffer>> {
    const stage = await mkdtemp(join(tmpdir(), "dermalock-board-"))
    const file = `${board}.board.json`
    try {
        await copyFile(join(from, "boards", file), join(stage, file))
        await writeFile(join(stage, "arch.json"), JSON.stringify(ARCHITECTURE))
        await runCli(stage, file)
        const bytes = new Uint8Array(await readFile(join(stage, "board.bin")))
        if (bytes.length > BOARD_CONFIGURATION.sizeBytes)
            throw new BuildError(
                board,
                `the board configuration has ${bytes.length} bytes, its place ` +
                    `${BOARD_CONFIGURATION.sizeBytes}: shorten texts in boards/${file}`
            )
        return bytes
    } finally {
        await rm(stage, { recursive: true, force: true })
    }
}

async function runCli(stage: string, file: string): Promise<void> {
    const words = [cliPath, "dcfg", file, "--output", "board.bin"]
    const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" }
    await promisify(execFile)(process.execPath, words, { cwd: stage, env }).catch(
        (error: unknown) => {
            const { stderr = "" } = error as { stderr?: string }
            throw new BuildError(file, stderr.trim())
        }
    )
}
