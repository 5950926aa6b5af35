/** PEN-SAF-08: burning marks into a cartridge, and everything that can go wrong meanwhile. */
import { expect, test } from "vitest"
import { Ds2431 as Ds2431Model } from "../../sim/chips/ds2431"
import { Ds2484 as Ds2484Model } from "../../sim/chips/ds2484"
import { OneWire } from "../../sim/chips/onewire"
import { Clock } from "../../sim/clock"
import { romOf } from "../../sim/rom"
import { encodeOpened, OPENED_AT, opened } from "../../src/core/marks"
import { CartridgeFailure, Ds2431 } from "../../src/drivers/ds2431"
import { Ds2484 } from "../../src/drivers/ds2484"
import { Result } from "../../src/drivers/errors"
import { HostI2c } from "../support/hostbus"

const TICK_US = 10_000
/** Ticks of a good burn with 8 bytes a tick: what is counted against the 600 ms of Arming. */
const BURN_TICKS = 12
const MARKS_AT = 0x40

function fresh(clock: Clock, name: string, programUs = 10_000) {
    const memory = new Uint8Array(144).fill(0xff, 0, 0x80)
    memory.set([0x55, 0x55, 0xaa, 0xaa, 0x55], 0x80)
    return { memory, device: new Ds2431Model({ clock, rom: romOf(name, 1), memory, programUs }) }
}

/** A socket whose cartridge was read and found unused; `row` is what is burnt into it. */
function rig(programUs?: number) {
    const clock = new Clock()
    const wire = new OneWire()
    const chip = new Ds2484Model(clock, wire)
    const bus = new HostI2c(clock, chip)
    clock.advanceBy(TICK_US)
    const reader = new Ds2431(new Ds2484(bus))
    const cartridge = fresh(clock, "fitted", programUs)
    wire.plug(cartridge.device)
    const row = Buffer.alloc(8)
    encodeOpened(row, 7, 14_000_000)
    const steps = (budget: number, beforeStep: (tick: number) => void = () => undefined) => {
        let ticks = 0
        let result: number = Result.Busy
        while (result === Result.Busy) {
            if (ticks > 100) throw new Error("the job does not end")
            beforeStep(ticks++)
            result = reader.step(budget)
            clock.advanceTo(Math.ceil((clock.nowUs + 1) / TICK_US) * TICK_US)
        }
        return { result, ticks }
    }
    reader.startRead()
    // The bridge is set up by the job that follows a failure.
    if (steps(10).result !== Result.Done) reader.startRead()
    expect(steps(10).result).toBe(Result.Done)
    expect(opened(reader.row)).toBe(false)
    return { clock, wire, chip, reader, cartridge, row, steps }
}

const burnt = (memory: Uint8Array, row: Buffer): boolean =>
    row.every((byte, index) => memory[MARKS_AT + index] === byte)
const untouched = (memory: Uint8Array): boolean =>
    memory.subarray(MARKS_AT, 0x80).every(byte => byte === 0xff)

test.each([10_000, 12_500])(
    "PEN-SAF-08: burn: chip that needs %i us: the row reads as wanted, nothing else changes",
    programUs => {
        const { reader, cartridge, row, steps } = rig(programUs)
        reader.startBurn(OPENED_AT, row)
        expect(steps(8)).toEqual({ result: Result.Done, ticks: BURN_TICKS })
        expect(burnt(cartridge.memory, row)).toBe(true)
        expect(cartridge.memory.subarray(0x48, 0x80).every(byte => byte === 0xff)).toBe(true)
        reader.startRead()
        expect(steps(10).result).toBe(Result.Done)
        expect([...reader.row]).toEqual([...row])
    }
)

test("PEN-SAF-09: burn: another cartridge fitted since the reading: refused, neither is marked", () => {
    const { reader, cartridge, row, steps, wire, clock } = rig()
    const other = fresh(clock, "other")
    wire.plug(other.device)
    reader.startBurn(OPENED_AT, row)
    expect(steps(8).result).toBe(Result.BadData)
    expect(reader.failure).toBe(CartridgeFailure.RomChanged)
    expect([untouched(cartridge.memory), untouched(other.memory)]).toEqual([true, true])
})

test("PEN-SAF-08: burn: exchanged in any tick: never done unless the first one is marked", () => {
    for (let exchange = 0; exchange < BURN_TICKS; exchange++) {
        const { reader, cartridge, row, steps, wire, clock } = rig()
        const other = fresh(clock, "other")
        reader.startBurn(OPENED_AT, row)
        const { result } = steps(8, tick => {
            if (tick === exchange) wire.plug(other.device)
        })
        expect(untouched(other.memory)).toBe(true)
        if (result === Result.Done) expect(burnt(cartridge.memory, row)).toBe(true)
        else expect(reader.failure).not.toBe(CartridgeFailure.None)
    }
})

test("PEN-SAF-08: burn: contact or supply lost at every 310 us of it: done only if it is marked", () => {
    const seen = new Set<string>()
    for (let cutUs = 0; cutUs < BURN_TICKS * TICK_US; cutUs += 310)
        for (const what of ["contact", "supply", "bounce"] as const) {
            const { reader, cartridge, row, steps, wire, chip, clock } = rig()
            reader.startBurn(OPENED_AT, row)
            clock.after(cutUs, () => {
                if (what === "supply") chip.fail("reset")
                else if (what === "bounce") wire.bounce(clock, [300, 200])
                else wire.unplug()
            })
            const { result } = steps(8)
            const marked = burnt(cartridge.memory, row)
            const outcome = marked ? "marked" : untouched(cartridge.memory) ? "unused" : "spoilt"
            seen.add(`${result === Result.Done ? "done" : "refused"}, ${outcome}`)
        }
    expect([...seen].sort()).toEqual([
        "done, marked",
        "refused, marked",
        "refused, spoilt",
        "refused, unused",
    ])
})

test("PEN-SAF-08: burn: a bit that does not fall: refused as not marked", () => {
    const { reader, cartridge, row, steps } = rig()
    reader.startBurn(OPENED_AT, row)
    const { result } = steps(8, () => {
        if (!untouched(cartridge.memory)) cartridge.memory[MARKS_AT + 3] = 0xff
    })
    expect(result).toBe(Result.BadData)
    expect(reader.failure).toBe(CartridgeFailure.NotMarked)
})

test("PEN-SAF-08: burn: page that is write-protected: refused before anything is copied", () => {
    const { reader, cartridge, row, steps } = rig()
    cartridge.memory[0x82] = 0x55
    reader.startBurn(OPENED_AT, row)
    expect(steps(8).result).toBe(Result.BadData)
    expect(reader.failure).toBe(CartridgeFailure.RomChanged)
    expect(untouched(cartridge.memory)).toBe(true)
})
