import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { LOWER_RATES, SEAM_I2C_BYTECODES, UPPER_RATES, type Rates } from "../../sim/charge"
import { instrumentedModule, newCounts, readCounts } from "../../sim/instrument"
import { Pen } from "../../sim/pen"
import { Vm } from "../../sim/vm"
import { buildVariant } from "../../tools/build"
import { root } from "../../tools/paths"

// The first run on a machine also makes the instrumented binary.
const PATIENCE_MS = 120_000
const ROUNDS = 500

/** Bytecodes of so many transfers through `replacement`, or through the seam. */
async function transferring(replacement: string): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), "dermalock-charge-"))
    try {
        for (const name of ["boards", "services", "devsconfig.json", "devicescript.json"])
            await cp(join(root, name), join(folder, name), { recursive: true })
        await cp(join(root, "package.json"), join(folder, "package.json"))
        await cp(join(root, "src", "hal"), join(folder, "src", "hal"), { recursive: true })
        const program =
            `import * as ds from "@devicescript/core"\nimport { installSeam } from "./hal/seam"\n` +
            `function nothing(address: number, write: Buffer, read: Buffer): number {\n    return 0\n}\n` +
            `installSeam()\nconst runtime = ds as any\n${replacement}\nconst one = Buffer.alloc(1)\n` +
            `for (let i = 0; i < ${ROUNDS}; ++i) runtime._i2cTransaction(64, one, one)\n` +
            `nothing(0, one, one)\n`
        await writeFile(join(folder, "src", "mainstepper.ts"), program)
        const { bytecode } = await buildVariant("stepper", { from: folder })
        return await executed(bytecode)
    } finally {
        await rm(folder, { recursive: true, force: true })
    }
}

async function executed(bytecode: Uint8Array): Promise<number> {
    let nowMs = 0
    const host = {
        nowMs: () => nowMs,
        random: (count: number) => new Uint8Array(count),
        mailbox: () => 0,
        log: () => undefined,
        panic: (code: number) => {
            throw new Error(`panic ${code}`)
        },
    }
    const vm = await Vm.load(host, await instrumentedModule())
    vm.install(bytecode)
    vm.boot()
    const before = readCounts(vm.exports, newCounts()).bytecodes
    for (; nowMs < 3000; nowMs += 10) vm.process()
    return readCounts(vm.exports, newCounts()).bytecodes - before
}

test(
    "charge: the seam's share of an I2C transfer: what a transfer through it costs more than one through nothing",
    async () => {
        const through = await transferring("")
        const past = await transferring("runtime._i2cTransaction = nothing")
        const share = (through - past) / ROUNDS
        expect(share).toBeGreaterThanOrEqual(SEAM_I2C_BYTECODES)
        expect(share).toBeLessThan(SEAM_I2C_BYTECODES + 15)
    },
    PATIENCE_MS
)

test(
    "charge: the first second of the program at the lower and the upper rates: slower, and slower still",
    async () => {
        const { bytecode } = await buildVariant("stepper")
        const wasm = await instrumentedModule()
        const aliveAtUs = async (charge?: Rates): Promise<number> => {
            const pen = await Pen.make({ seed: 3, bytecode, wasm, ...(charge ? { charge } : {}) })
            let atUs = Infinity
            pen.world.chain.alive.onEdge(() => (atUs = Math.min(atUs, pen.clock.nowUs)))
            pen.powerOn()
            pen.runUntil(3_000)
            return atUs
        }
        const free = await aliveAtUs()
        const lower = await aliveAtUs(LOWER_RATES)
        const upper = await aliveAtUs(UPPER_RATES)
        expect(lower).toBeGreaterThanOrEqual(free)
        expect(upper).toBeGreaterThan(lower)
    },
    PATIENCE_MS
)

test("charge: a stock machine: refused, because it counts nothing", async () => {
    const { bytecode } = await buildVariant("stepper")
    await expect(Pen.make({ seed: 3, bytecode, charge: UPPER_RATES })).rejects.toThrow(
        /not instrumented/
    )
})
