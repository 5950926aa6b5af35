import { beforeEach, describe, expect, test } from "vitest"
import { JD_SERVICE_INDEX_CTRL, SystemCmd } from "jacdac-ts"
import { Machine } from "../../sim/machine"
import { Peer } from "../../sim/peer"
import { Pen } from "../../sim/pen"
import { bytecode } from "../support/bytecode"

const machine = new Machine()
/** Of the runtime itself, as `Vm.boot` names it. */
const RUNTIME = { device: "12abdd2289421234", index: JD_SERVICE_INDEX_CTRL }

describe("controller: a frame over USB", () => {
    let pen: Pen
    let peer: Peer
    beforeEach(async () => {
        pen = await Pen.make({ seed: 1, bytecode, machine })
        peer = new Peer(pen)
        pen.powerOn()
        pen.runUntil(3_000)
        // On to the moment right behind a pass that the loop's own timer has woken, and the transfers of its tick.
        for (const { passes } = pen.mcu; pen.mcu.passes === passes;) pen.runUntil(pen.nowMs + 0.1)
        for (let passes = 0; pen.mcu.passes !== passes; pen.runUntil(pen.nowMs + 2))
            ({ passes } = pen.mcu)
    })

    test("controller: a frame over USB: wakes the main loop at once, and only once", () => {
        const { passes } = pen.mcu
        peer.send(RUNTIME, SystemCmd.Announce)
        pen.runUntil(pen.nowMs + 5)
        expect(pen.mcu.passes).toBe(passes + 1)
    })

    test("controller: no frame: the main loop waits for its timer", () => {
        const { passes } = pen.mcu
        pen.runUntil(pen.nowMs + 5)
        expect(pen.mcu.passes).toBe(passes)
    })

    test("controller: a frame while the program hangs: taken when it is over", () => {
        const { passes } = pen.mcu
        pen.mcu.hang(50_000)
        peer.send(RUNTIME, SystemCmd.Announce)
        pen.runUntil(pen.nowMs + 49)
        expect(pen.mcu.passes).toBe(passes)
        pen.runUntil(pen.nowMs + 2)
        expect(pen.mcu.passes).toBe(passes + 1)
    })

    test("controller: a frame with the data lines open: wakes nobody", () => {
        const { passes } = pen.mcu
        pen.usb.plugged = false
        peer.send(RUNTIME, SystemCmd.Announce)
        pen.runUntil(pen.nowMs + 5)
        expect(pen.mcu.passes).toBe(passes)
    })
})
