import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { Vm } from "../../sim/vm"
import { stockWasm } from "../../sim/vmsource"
import { buildVariant } from "../../tools/build"
import { root } from "../../tools/paths"

/** Architecture in the machine's own configuration, between zero bytes. */
const ARCHITECTURE = Buffer.from("\0wasm\0wasm\0", "latin1")

/** A machine that says it is `name` (four letters) instead of a simulator. */
function machineNamed(name: string): WebAssembly.Module {
    const binary = Buffer.from(stockWasm())
    const at = binary.indexOf(ARCHITECTURE)
    expect(at).toBeGreaterThan(0)
    binary.write(`\0${name}\0${name}\0`, at, "latin1")
    return new WebAssembly.Module(new Uint8Array(binary))
}

/** Boots the shipped bytecode and counts what reaches the mailbox. */
async function boot(wasm?: WebAssembly.Module): Promise<{ messages: number; log: string[] }> {
    const { bytecode } = await buildVariant("stepper")
    const log: string[] = []
    let messages = 0
    let nowMs = 0
    const host = {
        nowMs: () => nowMs,
        random: (count: number) => new Uint8Array(count),
        mailbox: () => {
            messages++
            return -1
        },
        log: (line: string) => void log.push(line),
        panic: (code: number) => void log.push(`panic ${code}`),
    }
    const vm = await Vm.load(host, wasm)
    vm.install(bytecode)
    vm.boot()
    for (; nowMs < 1500; nowMs += 10) vm.process()
    return { messages, log }
}

test("seam: shipped bytecode in the simulator: speaks through the mailbox", async () => {
    expect((await boot()).messages).toBeGreaterThan(10)
})

test("seam: shipped bytecode on another architecture: never touches the mailbox", async () => {
    const { messages, log } = await boot(machineNamed("esp3"))
    // It goes for the real pins instead, which this machine does not have.
    expect(log.join("\n")).toMatch(/\* start: dermalock[^]*panic 60005/)
    expect(messages).toBe(0)
})

test("seam: source: only the hardware layer asks what it runs on, and only it knows the seam", () => {
    const files = readdirSync(join(root, "src"), { recursive: true }) as string[]
    const mentions = (word: string): string[] =>
        files
            .filter(file => file.endsWith(".ts"))
            .filter(file => readFileSync(join(root, "src", file), "utf8").includes(word))
            .map(file => file.replaceAll("\\", "/"))
            .sort()
    expect(mentions("isSimulator()")).toEqual(["hal/native.ts", "hal/seam.ts"])
    expect(mentions("installSeam")).toEqual(["hal/native.ts", "hal/seam.ts"])
    expect(mentions("_socketWrite")).toEqual(["hal/seam.ts"])
})
