import { cp, mkdtemp, mkdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { instrumentedModule, newCounts, readCounts, type VmCounts } from "../../sim/instrument"
import { Pen } from "../../sim/pen"
import { Vm } from "../../sim/vm"
import { buildVariant } from "../../tools/build"
import { disassemble } from "../../tools/codesizes"
import { root } from "../../tools/paths"
import { stockModule } from "../../sim/vmsource"

// The first run on a machine also makes the instrumented binary.
const PATIENCE_MS = 120_000

let folder: string
let machine: WebAssembly.Module

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dermalock-instrument-"))
    for (const name of ["boards", "services", "devsconfig.json", "devicescript.json"])
        await cp(join(root, name), join(folder, name), { recursive: true })
    await cp(join(root, "package.json"), join(folder, "package.json"))
    await mkdir(join(folder, "src"))
    machine = await instrumentedModule()
}, PATIENCE_MS)

afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
})

/** What a program of a few lines costs, from power-on until it has ended. */
async function costOf(program: string): Promise<VmCounts> {
    await writeFile(join(folder, "src", "mainstepper.ts"), program)
    const { bytecode } = await buildVariant("stepper", { from: folder })
    let nowMs = 0
    const host = {
        nowMs: () => nowMs,
        random: (count: number) => new Uint8Array(count),
        mailbox: () => -1,
        log: () => undefined,
        panic: (code: number) => {
            throw new Error(`panic ${code}`)
        },
    }
    const vm = await Vm.load(host, machine)
    vm.install(bytecode)
    vm.boot()
    const before = readCounts(vm.exports, newCounts())
    for (; nowMs < 3000; nowMs += 10) vm.process()
    const after = readCounts(vm.exports, newCounts())
    for (const name of Object.keys(after) as (keyof VmCounts)[]) after[name] -= before[name]
    return after
}

describe("instrumented machine", () => {
    test(
        "instrumented machine: a loop of 1,000 more rounds: 13 bytecodes each, and nothing else",
        async () => {
            const loop = (rounds: number): string =>
                `let sum = 0\nfor (let i = 0; i < ${rounds}; ++i) sum += i\nconsole.log(sum)\n`
            const short = await costOf(loop(1_000))
            const long = await costOf(loop(2_000))
            // Compare: two loads, less-than, jump; add: two loads, plus, store; step: the same four; jump back.
            expect(long.bytecodes - short.bytecodes).toBe(13 * 1_000)
            expect(long.calls).toBe(short.calls)
            expect(long.allocations).toBe(short.allocations)
        },
        PATIENCE_MS
    )

    test(
        "instrumented machine: 500 more calls: as many calls and activation records, and the heap filled behind them",
        async () => {
            const loop = (rounds: number): string =>
                `function one(): number {\n    return 1\n}\nlet sum = 0\n` +
                `for (let i = 0; i < ${rounds}; ++i) sum += one()\nconsole.log(sum)\n`
            const short = await costOf(loop(500))
            const long = await costOf(loop(1_000))
            expect(long.calls - short.calls).toBe(500)
            expect(long.allocations - short.allocations).toBe(500)
            // Each call fills what is left of a heap of 64 KB.
            expect(long.bytesFilled - short.bytesFilled).toBeGreaterThan(500 * 10_000)
            expect(long.bytesFilled - short.bytesFilled).toBeLessThan(500 * 65_536)
        },
        PATIENCE_MS
    )

    test(
        "instrumented machine: 40 KB more of garbage: two or three collections more",
        async () => {
            const loop = (rounds: number): string =>
                `let sum = 0\nfor (let i = 0; i < ${rounds}; ++i) sum += Buffer.alloc(1000).length\n` +
                `console.log(sum)\n`
            const short = await costOf(loop(40))
            const long = await costOf(loop(80))
            const more = long.collections - short.collections
            expect(more).toBeGreaterThanOrEqual(2)
            expect(more).toBeLessThanOrEqual(3)
        },
        PATIENCE_MS
    )

    test(
        "instrumented machine: the shipped bytecode for 3 s: the same trace hash as on the stock machine",
        async () => {
            const { bytecode } = await buildVariant("stepper")
            const stock = await Pen.make({ seed: 7, bytecode, charge: null, wasm: stockModule() })
            const counting = await Pen.make({ seed: 7, bytecode, charge: null, wasm: machine })
            for (const pen of [stock, counting]) {
                pen.powerOn()
                pen.runUntil(3_000)
            }
            expect(counting.trace.digest()).toBe(stock.trace.digest())
        },
        PATIENCE_MS
    )

    for (const variant of ["stepper", "solenoid"] as const)
        test(
            `instrumented machine: ${variant}: no name of the image stands in it twice, as quicken.ts assumes`,
            async () => {
                const numbers = new Map<string, Set<string>>()
                const listing = await disassemble((await buildVariant(variant)).bytecode)
                for (const [, name, number] of listing.matchAll(
                    /("(?:[^"\\]|\\.)*")\{([A-Z]\d+)\}/g
                ))
                    numbers.set(name!, (numbers.get(name!) ?? new Set()).add(number!))
                expect(numbers.size).toBeGreaterThan(500)
                expect([...numbers].filter(([, all]) => all.size > 1)).toEqual([])
            },
            PATIENCE_MS
        )

    test("instrumented machine: counters of a stock machine: refused", async () => {
        const host = {
            nowMs: () => 0,
            random: (count: number) => new Uint8Array(count),
            mailbox: () => 0,
            log: () => undefined,
            panic: () => undefined,
        }
        const vm = await Vm.load(host)
        expect(() => readCounts(vm.exports, newCounts())).toThrow(/not instrumented/)
    })
})
