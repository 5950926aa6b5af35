/** The `pen` command in the process of a test, with what it prints caught. */
import { stripVTControlCharacters } from "node:util"
import { vi } from "vitest"
import { main } from "../../tools/commandline"

export interface Ended {
    readonly code: number
    readonly out: string
    readonly err: string
}

export async function pen(...words: string[]): Promise<Ended> {
    const text = { out: "", err: "" }
    const into = (stream: "out" | "err") => (chunk: string | Uint8Array) => {
        text[stream] += stripVTControlCharacters(String(chunk))
        return true
    }
    const spies = [
        vi.spyOn(process.stdout, "write").mockImplementation(into("out")),
        vi.spyOn(process.stderr, "write").mockImplementation(into("err")),
    ]
    try {
        return { code: await main(["node", "pen", ...words]), ...text }
    } finally {
        process.exitCode = undefined
        for (const spy of spies) spy.mockRestore()
    }
}
