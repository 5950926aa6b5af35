/** The solenoid pen's own wires: coil chip, coil, plunger, depth sensor and chain, without a program. */
import { describe, expect, test } from "vitest"
import { Clock } from "../../sim/clock"
import { provisionSolenoid } from "../../sim/provision"
import type { CalibrationState } from "../../sim/provision"
import { World } from "../../sim/wiring"
import { CalibrationReason, SLOT_BYTES } from "../../src/core/slot"
import {
    ceilingCode,
    codeToUm,
    decodeMapSlots,
    newSolenoidMap,
    SIXTEENTHS,
} from "../../src/core/solenoidmap"
import {
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
    Max22200aStatus as Status,
} from "../../src/drivers/max22200a.regs"
import { SolenoidWorld } from "../support/solenoidworld"

const PENS = Array.from({ length: 20 }, (_, index) => index + 1)

describe("solenoid pen: its map", () => {
    test("map: nearest code of it, 20 pens: the plunger stands within 90 um of what it says", () => {
        for (const seed of PENS) {
            const pen = new SolenoidWorld(seed).permitted()
            for (const um of [300, 1_000, 2_400]) {
                const code = ceilingCode(pen.map, um)
                const saidUm = codeToUm(pen.map, code * SIXTEENTHS)
                expect(um - saidUm).toBeLessThan(30)
                expect(Math.abs(pen.hold(code).carriageUm - saidUm)).toBeLessThan(90)
            }
        }
    })

    test("PEN-SAF-03: map: ceiling of every setting, 20 pens: 2.55 mm is below the chip's highest code", () => {
        for (const seed of PENS) {
            const { map } = new SolenoidWorld(seed)
            expect(ceilingCode(map, 2_550)).toBeLessThan(126)
            expect(ceilingCode(map, 2_550)).toBeGreaterThan(100)
        }
    })

    test("map: spring end: where this very plunger rests", () => {
        for (const seed of PENS) {
            const pen = new SolenoidWorld(seed).permitted()
            expect(Math.abs(pen.map.springEndUm - pen.carriageUm)).toBeLessThanOrEqual(0.5)
        }
    })

    test.each<[CalibrationState, CalibrationReason, number]>([
        ["good", CalibrationReason.Good, 2],
        ["oneSlot", CalibrationReason.Good, 1],
        ["corrupt", CalibrationReason.Corrupt, 2],
        ["missing", CalibrationReason.Missing, 0],
    ])("map: a pen that left the factory with it %s: reads as such", (state, reason, counter) => {
        const memory = new Uint8Array(131_072)
        const world = new World(new Clock(), { seed: 3, variant: "solenoid", memory })
        provisionSolenoid(memory, world.plant.solenoid, state)
        const map = newSolenoidMap()
        const slots = [0x80, 0xc0].map(at => memory.subarray(at, at + SLOT_BYTES))
        expect(decodeMapSlots(slots[0]!, slots[1]!, map)).toBe(reason)
        if (reason === CalibrationReason.Good) expect(map.counter).toBe(counter)
    })

    test("commanded: the code in the chip as a depth: what the map says; without current the spring's end", () => {
        const pen = new SolenoidWorld(4).permitted()
        expect(pen.world.axis.commandedUm).toBe(pen.map.springEndUm)
        const code = ceilingCode(pen.map, 1_500)
        const saidUm = codeToUm(pen.map, code * SIXTEENTHS)
        expect(Math.abs(pen.hold(code).world.axis.commandedUm - saidUm)).toBeLessThan(10)
    })
})

describe("solenoid pen: permission", () => {
    test("PEN-SAF-16: permission taken at 2.4 mm, 20 pens: in within 60 ms, and the chip has forgotten", () => {
        for (const seed of PENS) {
            const pen = new SolenoidWorld(seed).permitted()
            pen.hold(ceilingCode(pen.map, 2_450))
            expect(pen.carriageUm).toBeGreaterThan(2_300)
            pen.world.chain.arm.set(0)
            pen.wait(60)
            expect(pen.carriageUm).toBeLessThanOrEqual(0)
            pen.world.chain.arm.set(1)
            pen.wait(100)
            expect(pen.carriageUm).toBeLessThanOrEqual(0)
            expect(pen.read(Register.STATUS)).toBe(Status.RESET_VALUE)
        }
    })

    test("PEN-SAF-16: permission taken while the series switch is shorted: ENABLE alone brings it in", () => {
        for (const seed of PENS) {
            const pen = new SolenoidWorld(seed).permitted()
            pen.hold(ceilingCode(pen.map, 2_450))
            pen.world.chain.fail("seriesSwitch", "short")
            pen.world.chain.arm.set(0)
            // Off after 2.5 ms at most, then no clamp but a diode.
            pen.wait(70)
            expect(pen.carriageUm).toBeLessThanOrEqual(0)
        }
    })

    test("permission: never given: the chip does not answer, and nothing moves", () => {
        const pen = new SolenoidWorld(5)
        pen.world.power(true)
        pen.wait(500)
        expect(pen.read(Register.STATUS)).toBe(0xffffffff)
        expect(pen.carriageUm).toBe(pen.world.plant.solenoid.parameters.springEndUm)
    })
})

describe("solenoid pen: faults of its coil", () => {
    function depthAfter(unit: "solenoid" | "plunger", kind: string, value?: number) {
        const pen = new SolenoidWorld(6).permitted()
        pen.hold(ceilingCode(pen.map, 1_000))
        pen.threshold(1_100)
        pen.highestUm = pen.carriageUm
        if (unit === "solenoid") pen.world.solenoid.fail(kind, value)
        else pen.world.plant.fail(unit, kind, value)
        pen.wait(200)
        return pen
    }

    test("PEN-SAF-02: output shorted, 20 pens: the sensor's threshold ends it within 200 um over", () => {
        let worstUm = 0
        for (const seed of PENS) {
            const pen = new SolenoidWorld(seed).permitted()
            pen.hold(ceilingCode(pen.map, 1_000))
            pen.threshold(1_100)
            expect(pen.world.chain.strokeSafe.value).toBe(1)
            pen.world.solenoid.fail("short")
            pen.wait(100)
            expect(pen.world.chain.strokeSafe.value).toBe(0)
            expect(pen.carriageUm).toBeLessThanOrEqual(0)
            worstUm = Math.max(worstUm, pen.highestUm - 1_000)
        }
        console.log(`shorted output under the depth sensor: worst ${worstUm.toFixed(0)} um over`)
        expect(worstUm).toBeLessThanOrEqual(200)
        expect(worstUm).toBeGreaterThan(100)
    })

    test("coil open: in by the spring, permission or not", () => {
        expect(depthAfter("solenoid", "open").carriageUm).toBeLessThan(0)
    })

    test("PEN-SAF-02: 60 mA too much: out until the threshold, then in", () => {
        const pen = depthAfter("solenoid", "wrong", 60)
        expect(pen.highestUm).toBeGreaterThan(1_080)
        expect(pen.highestUm).toBeLessThanOrEqual(1_200)
        expect(pen.carriageUm).toBeLessThan(0)
    })

    test("body at 153 degrees: the chip switches itself off and says so, the spring brings the plunger in", () => {
        const pen = depthAfter("plunger", "wrong", 130)
        expect(pen.carriageUm).toBeLessThan(0)
        pen.read(Register.STATUS)
        expect(pen.flags & Flag.OVT).toBe(Flag.OVT)
        pen.world.plant.heal("plunger")
        pen.hold(ceilingCode(pen.map, 1_000))
        expect(pen.carriageUm).toBeGreaterThan(900)
    })

    test("chips of the other variant: refused", () => {
        const pen = new SolenoidWorld(1)
        expect(() => pen.world.motion).toThrow("no motion chip")
        const stepper = new World(new Clock(), { seed: 1, memory: new Uint8Array(131_072) })
        expect(() => stepper.solenoid).toThrow("no coil chip")
    })
})
