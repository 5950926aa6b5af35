/** An installed `esptool`, for who prefers it; it writes the same image, and its own check follows. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Failed, Missing } from "../outcome"
import { root } from "../paths"

/** How to start it. */
export interface Esptool {
    readonly command: string
    readonly words: readonly string[]
    readonly environment: NodeJS.ProcessEnv
    readonly version: string
}

/** Where `.ci/esptool` unpacks it, beside what the system has. */
const unpacked = join(root, ".pen", "esptool", "usr", "lib", "python3", "dist-packages")

/** Looks for an esptool that starts. */
export function findEsptool(): Esptool | undefined {
    const plain = process.env
    const here = existsSync(unpacked) ? [{ ...plain, PYTHONPATH: unpacked }] : []
    const ways: [string, string[], NodeJS.ProcessEnv][] = [
        ["esptool", [], plain],
        ["esptool.py", [], plain],
        ...[plain, ...here].flatMap((environment): [string, string[], NodeJS.ProcessEnv][] => [
            ["python3", ["-m", "esptool"], environment],
            ["/usr/bin/python3", ["-m", "esptool"], environment],
        ]),
    ]
    for (const [command, words, environment] of ways) {
        const ended = spawnSync(command, [...words, "version"], {
            env: environment,
            encoding: "utf8",
        })
        const version = /^(\d+\.\d+\S*)$/m.exec(ended.stdout ?? "")?.[1]
        if (ended.status === 0 && version !== undefined)
            return { command, words, environment, version }
    }
    return undefined
}

/** Writes and verifies an image. Throws `Missing` without an esptool, `Failed` with its last words. */
export async function flashWithEsptool(
    port: string,
    file: string,
    erase: boolean
): Promise<string> {
    const esptool = findEsptool()
    if (!esptool)
        throw new Missing("esptool", "install it (`apt install esptool`), or leave --esptool out")
    const chip = ["--chip", "esp32c3", "--port", port]
    if (erase) await run(esptool, [...chip, "--after", "no_reset", "erase_flash"])
    await run(esptool, [...chip, "--after", "no_reset", "write_flash", "-z", "0x0", file])
    await run(esptool, [...chip, "--after", "hard_reset", "verify_flash", "0x0", file])
    return esptool.version
}

async function run(esptool: Esptool, words: readonly string[]): Promise<void> {
    const child = spawn(esptool.command, [...esptool.words, ...words], { env: esptool.environment })
    let said = ""
    const hear = (chunk: Buffer): void => {
        said += chunk.toString()
    }
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    const code = await new Promise<number | null>((resolve, reject) => {
        child.on("error", reject)
        child.on("close", resolve)
    })
    if (code === 0) return
    const last = said.trim().split("\n").slice(-3).join("\n")
    throw new Failed(`esptool ended with ${code}:\n${last}`)
}
