/** One virtual machine for many pens: no pen may tell whether its machine is new or used. */
import { expect, test } from "vitest"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { runScenario } from "../../sim/run"
import { loadScenario } from "../../sim/scenario"
import { bytecode } from "../support/bytecode"

// The first run on a machine also makes the instrumented binary.
const PATIENCE_MS = 120_000
const VICTIM = "scenarios/cartridge-pulled-while-running.json"

async function hashOf(seed: number, machine?: Machine): Promise<string> {
    const options = machine ? { machine } : {}
    return (await runScenario(loadScenario(VICTIM, { seed }), bytecode, options)).traceSha256
}

test(
    "machine: used by other seeds before, processor time charged: each seed's trace as in a new one",
    async () => {
        const fresh = [await hashOf(21), await hashOf(22)]
        const machine = new Machine()
        const used = [
            await hashOf(21, machine),
            await hashOf(22, machine),
            await hashOf(21, machine),
        ]
        expect(used).toEqual([...fresh, fresh[0]])
        expect(fresh[0]).not.toBe(fresh[1])
    },
    PATIENCE_MS
)

test(
    "machine: a pen that panicked, or was left in the middle of a pass: the next one is as new",
    async () => {
        const fresh = await hashOf(23)
        const machine = new Machine()
        const hurt = await Pen.make({ seed: 5, bytecode, machine })
        hurt.powerOn()
        hurt.runUntil(1_500)
        hurt.mcu.panic()
        hurt.runUntil(8_000)
        hurt.world.chain.life.onEdge(() => {
            throw new Error("left in the middle")
        })
        expect(() => hurt.runUntil(9_000)).toThrow("left in the middle")
        expect(await hashOf(23, machine)).toBe(fresh)
    },
    PATIENCE_MS
)

test("machine: given to another pen: the pen before says so instead of running in its place", async () => {
    const machine = new Machine()
    const before = await Pen.make({ seed: 5, bytecode, machine })
    before.powerOn()
    before.runUntil(100)
    await Pen.make({ seed: 6, bytecode, machine })
    expect(() => before.runUntil(200)).toThrow(/given to another pen/)
})
