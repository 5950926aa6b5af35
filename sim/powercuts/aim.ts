/**
 * When the supply fails: at a random moment of a stage, in the middle of a copy within the cartridge, or between two
 * bytes of a transfer to the pen's memory or to the cartridge's bridge.
 */
import { Ds2484Bus } from "../../src/drivers/ds2484.regs"
import { Mb85rc1mBus } from "../../src/drivers/mb85rc1m.regs"
import type { BusByte } from "../i2cbus"
import type { CutSession } from "./session"

/** Address and two bytes of place come before the data of a write. */
const HEAD_BYTES = 3
/** A copy takes 10 ms; one that is cut right behind its end is of interest, too. */
const COPY_US = 11_000
const LOOK_US = 200

export type Aim =
    | { readonly at: "moment"; readonly stage: string; readonly us: number }
    | { readonly at: "copy"; readonly copy: number; readonly us: number }
    /** Counted from 0 since power-on. */
    | { readonly at: "byte"; readonly byte: number }

/** A byte that is worth a cut: all that is written to the memory, all that goes to the bridge while marks are burnt. */
function counts(byte: BusByte, burning: boolean): boolean {
    if (byte.reading) return false
    if (byte.address === Mb85rc1mBus.AddressLow || byte.address === Mb85rc1mBus.AddressHigh)
        return byte.bytes === 1 || byte.bytes > HEAD_BYTES
    return byte.address === Ds2484Bus.Address && burning
}

/** Calls back once, when the time has come; nobody does it again. */
export function whenDue(session: CutSession, aim: Aim, cut: () => void): void {
    const { pen, stages } = session
    if (aim.at === "byte") {
        let left = aim.byte
        watchBytes(session, () => {
            if (left-- === 0) cut()
        })
        return
    }
    if (aim.at === "copy") {
        whenCopying(session, aim.copy, aim.us, cut)
        return
    }
    const stage = stages.find(one => one.name === aim.stage)
    if (!stage) throw new RangeError(`power cut: no stage ${aim.stage}`)
    pen.clock.at(stage.fromMs * 1000 + aim.us, cut)
}

/** Calls back for every byte that is worth a cut. */
export function watchBytes({ pen, stages }: CutSession, call: () => void): void {
    const burns = stages.filter(({ name }) => name === "start" || name === "stop")
    pen.i2c.onByte = byte => {
        const burning = burns.some(({ fromMs, toMs }) => pen.nowMs >= fromMs && pen.nowMs < toMs)
        if (counts(byte, burning)) call()
    }
}

/** A random aim of a session. */
export function randomAim({ random, stages }: CutSession): Aim {
    if (random.integer(1, 4) === 1)
        return { at: "copy", copy: random.integer(0, 1), us: random.integer(0, COPY_US) }
    const { name, fromMs, toMs } = stages[random.integer(0, stages.length - 1)]!
    return { at: "moment", stage: name, us: random.integer(0, (toMs - fromMs) * 1000) }
}

/** So long after the beginning of the copy with that number within the cartridge. */
function whenCopying({ pen }: CutSession, copy: number, us: number, cut: () => void): void {
    let copies = 0
    let before = false
    const look = (): void => {
        const now = pen.cartridge?.copying ?? false
        if (now && !before && copies++ === copy) {
            pen.clock.after(us, cut)
            return
        }
        before = now
        pen.clock.after(LOOK_US, look)
    }
    look()
}
