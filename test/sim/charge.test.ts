import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { LOWER_RATES, UPPER_RATES, type Rates } from "../../sim/charge"
import { instrumentedModule, newCounts, readCounts } from "../../sim/instrument"
import { Pen } from "../../sim/pen"
import { seamBytecodes } from "../../sim/seamshare"
import { MailboxOp } from "../../src/hal/mailbox.regs"
import { Vm } from "../../sim/vm"
import { buildVariant } from "../../tools/build"
import { root } from "../../tools/paths"
import { stockModule } from "../../sim/vmsource"
import { type Action, runningTreatment } from "../support/treatment"

// The first run on a machine also makes the instrumented binary.
const PATIENCE_MS = 120_000
// The machine gives a program 131,072 steps without a pause.
const ROUNDS = 100

/** What a program executes that makes so many calls of each kind, one kind after the other. */
async function executing(calls: string): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), "dermalock-charge-"))
    try {
        for (const name of ["boards", "services", "devsconfig.json", "devicescript.json"])
            await cp(join(root, name), join(folder, name), { recursive: true })
        await cp(join(root, "package.json"), join(folder, "package.json"))
        await cp(join(root, "src", "hal"), join(folder, "src", "hal"), { recursive: true })
        const program =
            `import * as ds from "@devicescript/core"\nimport { installSeam } from "./hal/seam"\n` +
            `function nothing(address: number, write: Buffer, read?: Buffer): void {}\n` +
            `async function none(transmit: Buffer, receive: Buffer): Promise<void> {}\n` +
            `installSeam()\nconst bus = { xfer: (ds as any)._i2cTransaction, nothing }\n` +
            `const spi = { xfer: (ds as any).spiXfer, none }\n` +
            `const of = [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(2), Buffer.alloc(3)]\n` +
            `for (let i = 0; i < ${ROUNDS}; ++i) ${calls}\nnothing(0, of[1])\nawait none(of[1], of[1])\n`
        await writeFile(join(folder, "src", "mainstepper.ts"), program)
        const { bytecode } = await buildVariant("stepper", { from: folder })
        return await executed(bytecode)
    } finally {
        await rm(folder, { recursive: true, force: true })
    }
}

async function executed(bytecode: Uint8Array): Promise<number> {
    let nowMs = 0
    let transferring = false
    const host = {
        nowMs: () => nowMs,
        random: (count: number) => new Uint8Array(count),
        mailbox: (message: Uint8Array) => {
            transferring ||= message[0] === MailboxOp.SpiTransfer
            return message[0] === MailboxOp.BusAsked ? 1 : 0
        },
        i2c: () => 0,
        log: () => undefined,
        panic: (code: number) => {
            throw new Error(`panic ${code}`)
        },
    }
    const vm = await Vm.load(host, await instrumentedModule())
    vm.install(bytecode)
    vm.boot()
    const before = readCounts(vm.exports, newCounts()).bytecodes
    for (; nowMs < 3000; nowMs += 10) {
        if (transferring) vm.completeTransfer()
        transferring = false
        vm.process()
    }
    return readCounts(vm.exports, newCounts()).bytecodes - before
}

/** A function that does nothing returns nothing all the same. */
const OWN_RETURN = 2

test(
    "charge: I2C transfers of every shape, as on the chip: nothing but the calls is executed",
    async () => {
        const shapes = ["of[0], of[1]", "of[1], of[2]", "of[2]", "of[3], of[1]"]
        const all = (name: string): string =>
            shapes.map(buffers => `bus.${name}(64, ${buffers})`).join("; ")
        const through = await executing(`{ ${all("xfer")} }`)
        const past = await executing(`{ ${all("nothing")} }`)
        expect((past - through) / ROUNDS).toBe(OWN_RETURN * shapes.length)
    },
    PATIENCE_MS
)

test(
    "charge: the seam's share of an SPI transfer: exactly what it costs more than a call of nothing",
    async () => {
        const through = await executing("await spi.xfer(of[3], of[3])")
        const past = await executing("await spi.none(of[3], of[3])")
        const share = seamBytecodes(Uint8Array.of(MailboxOp.SpiTransfer, 0, 0, 3))
        expect((through - past) / ROUNDS + OWN_RETURN).toBe(share)
    },
    PATIENCE_MS
)

test(
    "charge: the first second of the program at the lower and the upper rates: slower, and slower still",
    async () => {
        const { bytecode } = await buildVariant("stepper")
        const aliveAtUs = async (charge: Rates | null): Promise<number> => {
            const pen = await Pen.make({ seed: 3, bytecode, charge })
            let atUs = Infinity
            pen.world.chain.alive.onEdge(() => (atUs = Math.min(atUs, pen.clock.nowUs)))
            pen.powerOn()
            pen.runUntil(3_000)
            return atUs
        }
        const free = await aliveAtUs(null)
        const lower = await aliveAtUs(LOWER_RATES)
        const upper = await aliveAtUs(UPPER_RATES)
        expect(lower).toBeGreaterThanOrEqual(free)
        expect(upper).toBeGreaterThan(lower)
    },
    PATIENCE_MS
)

test("charge: a stock machine: refused, because it counts nothing", async () => {
    const { bytecode } = await buildVariant("stepper")
    await expect(Pen.make({ seed: 3, bytecode, wasm: stockModule() })).rejects.toThrow(
        /not instrumented/
    )
})

test("charge: a program held for 18 ms while Running: told as a late tick, and no other is", async () => {
    const pen = await runningTreatment({ seed: 4, charge: UPPER_RATES })
    const late = (): unknown[] => pen.pen.events.filter(event => event.kind === "overrun")
    // The first ticks of a run are whole ones.
    pen.wait(100)
    const first = late()
    pen.wait(1_000)
    expect(late()).toEqual(first)
    // With the tick around it that is 24 to 28 ms, wherever it begins; beyond 30 ms the program stops.
    pen.do({ do: "vm_hang", forMs: 18 }).wait(100)
    expect(late()).toHaveLength(first.length + 1)
})

test.each<[string, Action]>([
    ["a power cut", { do: "power_cut", offMs: 200 }],
    ["a hang that the watchdog of the chip ends", { do: "vm_hang", forMs: 6_000 }],
    ["a panic", { do: "vm_panic" }],
    ["a program written anew", { do: "redeploy" }],
])("charge: %s while Running: no tick is told as late, before or after", async (_, action) => {
    const pen = await runningTreatment({ seed: 4, charge: UPPER_RATES })
    const late = (): unknown[] => pen.pen.events.filter(event => event.kind === "overrun")
    const first = late()
    const startsBefore = starts(pen.pen)
    pen.doIn(3, action).wait(12_000)
    expect(starts(pen.pen)).toBeGreaterThan(startsBefore)
    expect(late()).toEqual(first)
})

function starts(pen: Pen): number {
    return pen.events.filter(({ kind, event }) => kind === "program" && event === "start").length
}
