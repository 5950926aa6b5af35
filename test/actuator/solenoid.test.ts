import fc from "fast-check"
import { beforeAll, describe, expect, test } from "vitest"
import { Progress } from "../../src/actuator/actuator"
import { Fault } from "../../src/core/fault"
import { MotionBit } from "../../src/core/sample"
import { ceilingCode } from "../../src/core/solenoidmap"
import { Max22200aFlag } from "../../src/drivers/max22200a.regs"
import { DriverErrorCode } from "../../src/drivers/errors"
import { Rig } from "./plungerrig"

beforeAll(() => {
    // Fibers of the device: here the function simply runs on until its first wait, and later to its end.
    Object.defineProperty(Function.prototype, "start", {
        configurable: true,
        value: function (this: (...given: unknown[]) => Promise<void>, ...given: unknown[]) {
            void this(...given)
        },
    })
})

const pens = fc.record({
    umPerCode: fc.integer({ min: 24, max: 29 }),
    playUm: fc.integer({ min: 10, max: 48 }),
    offsetUm: fc.integer({ min: -25, max: 25 }),
    springEndUm: fc.integer({ min: -290, max: -210 }),
})
const depths = fc.integer({ min: 0, max: 50 }).map(step => step * 50)

describe("solenoid: extending", () => {
    test("solenoid: any pen, any depth: stands within the band or a little short, within 200 ms", async () => {
        await fc.assert(
            fc.asyncProperty(pens, depths, async (pen, um) => {
                const rig = new Rig(pen)
                await rig.extend(um)
                expect(await rig.settle()).toBeLessThanOrEqual(20)
                expect(rig.actuator.status).toBe(0)
                const errorUm = um - rig.plunger.um
                expect(errorUm).toBeGreaterThanOrEqual(-22)
                expect(errorUm).toBeLessThanOrEqual(76)
            }),
            { numRuns: 150 }
        )
    })

    test("PEN-SAF-03: any pen, any depth: never beyond it by 50 µm, never a code above the ceiling's", async () => {
        await fc.assert(
            fc.asyncProperty(pens, depths, async (pen, um) => {
                const rig = new Rig(pen)
                await rig.extend(um)
                await rig.settle()
                await rig.tick(100)
                expect(rig.furthestUm).toBeLessThanOrEqual(um + 50)
                const ceiling = ceilingCode(rig.plunger.map(), um + 50)
                expect(rig.coil.highestCode).toBeLessThanOrEqual(ceiling)
            }),
            { numRuns: 100 }
        )
    })

    test("PEN-SAF-03: a sensor that always reads too little: the current stays at the ceiling", async () => {
        const rig = new Rig()
        await rig.extend(1000)
        rig.sensorLiesUm = 500
        await rig.tick(29)
        expect(rig.coil.highestCode).toBe(ceilingCode(rig.plunger.map(), 1050))
        expect(rig.furthestUm).toBeLessThanOrEqual(1050)
        await rig.tick(2)
        expect(rig.actuator.status).toBe(MotionBit.Plunger)
        expect(rig.actuator.standstill).toBe(false)
    })

    test("solenoid: a plunger stuck in: is reported once its way out must be over", async () => {
        const rig = new Rig()
        await rig.extend(800)
        rig.plunger.stuck = true
        await rig.tick(6)
        expect(rig.actuator.status).toBe(0)
        await rig.tick(4)
        expect(rig.actuator.status).toBe(MotionBit.Plunger)
        expect(rig.coil.on_).toBe(false)
    })

    test("solenoid: a plunger at a quarter of its speed: is not sent on", async () => {
        const rig = new Rig()
        rig.plunger.speedShare = 0.25
        await rig.extend(1500)
        await rig.tick(12)
        expect(rig.actuator.status).toBe(MotionBit.Plunger)
        expect(rig.furthestUm).toBeLessThan(1300)
    })

    test("PEN-SAF-02: spring broken: the current that should not lift the plunger shows it", async () => {
        const rig = new Rig()
        rig.plunger.sprung = false
        await rig.extend(1500)
        await rig.tick(2)
        expect(rig.actuator.status).toBe(MotionBit.Plunger)
        expect(rig.coil.on_).toBe(false)
        expect(rig.coil.highestCode).toBeLessThan(8)
        expect(rig.furthestUm).toBeLessThan(800)
    })

    test("PEN-SAF-03: a target above the ceiling: is refused", async () => {
        const rig = new Rig()
        await rig.extend(500)
        expect(await rig.actuator.moveTo(600)).toBe(false)
    })

    test("PEN-SAF-01: without permission: nothing moves out, and the chip is not asked", async () => {
        const rig = new Rig()
        rig.actuator.load(rig.memory)
        await rig.home()
        await rig.actuator.setCeiling(1050)
        expect(await rig.actuator.moveTo(1000)).toBe(false)
        await rig.tick(20)
        expect(rig.coil.polls).toBe(0)
        expect(rig.furthestUm).toBe(-250)
    })

    test("PEN-FUN-03: depth changed by 0.5 mm: stands there within 100 ms", async () => {
        const rig = new Rig()
        await rig.extend(500)
        await rig.settle()
        await rig.actuator.setCeiling(1050)
        await rig.actuator.moveTo(1000)
        expect(await rig.settle()).toBeLessThanOrEqual(10)
        expect(Math.abs(rig.plunger.um - 1000)).toBeLessThanOrEqual(22)
    })
})

describe("solenoid: holding", () => {
    test("solenoid: ten seconds of drift: followed, one code in 100 ms at most", async () => {
        const rig = new Rig()
        await rig.extend(1200)
        await rig.settle()
        const before = rig.coil.changes
        for (let tenth = 0; tenth < 100; tenth++) {
            rig.plunger.offsetUm += 0.5
            const changes = rig.coil.changes
            await rig.tick(10)
            expect(rig.coil.changes - changes).toBeLessThanOrEqual(1)
        }
        expect(rig.coil.changes).toBeGreaterThan(before)
        expect(Math.abs(rig.plunger.um - 1200)).toBeLessThanOrEqual(31)
        expect(rig.actuator.standstill).toBe(true)
    })

    test("solenoid: a still pen: no code changes at all", async () => {
        const rig = new Rig()
        await rig.extend(1200)
        await rig.settle()
        const changes = rig.coil.changes
        await rig.tick(300)
        expect(rig.coil.changes).toBe(changes)
    })

    test("PEN-SAF-02: pushed out by 60 µm: called back in the next tick already", async () => {
        const rig = new Rig()
        await rig.extend(1200)
        await rig.settle()
        const before = rig.coil.hold
        rig.plunger.offsetUm += 130
        await rig.tick(2)
        expect(rig.coil.hold).toBeLessThan(before)
        await rig.tick(10)
        expect(rig.plunger.um).toBeLessThanOrEqual(1232)
    })

    test("PEN-SAF-07: sensor and current 100 µm apart: reported within two ticks", async () => {
        const rig = new Rig()
        await rig.extend(1200)
        await rig.settle()
        rig.sensorLiesUm = 170
        await rig.tick()
        expect(rig.actuator.status).toBe(0)
        await rig.tick()
        expect(rig.actuator.status).toBe(MotionBit.CurrentDisagrees)
    })

    test("solenoid: a tick without a good reading: changes nothing", async () => {
        const rig = new Rig()
        await rig.extend(1200)
        await rig.settle()
        const before = rig.coil.hold
        rig.sensorGood = false
        rig.plunger.offsetUm -= 100
        await rig.tick(50)
        expect(rig.coil.hold).toBe(before)
    })
})

describe("solenoid: retracting", () => {
    test("PEN-SAF-16: permission gone: the chip is left alone and the spring end proven", async () => {
        const rig = new Rig()
        await rig.extend(2500)
        await rig.settle()
        rig.permit(false)
        const polls = rig.coil.polls
        await rig.tick()
        expect(rig.actuator.standstill).toBe(false)
        expect(rig.actuator.commandedUm).toBe(-250)
        expect(await rig.settle()).toBeLessThanOrEqual(10)
        expect(rig.coil.polls).toBe(polls)
        expect(rig.actuator.status).toBe(0)
    })

    test("solenoid: park with permission: switches the channel off", async () => {
        const rig = new Rig()
        await rig.extend(1000)
        await rig.settle()
        expect(await rig.actuator.park()).toBe(true)
        expect(rig.coil.on_).toBe(false)
        expect(await rig.settle()).toBeLessThanOrEqual(8)
        expect(rig.coil.ceilingCode).toBe(0)
    })

    test("PEN-SAF-16: half of its speed on the way in: reported, and full speed is not", async () => {
        for (const share of [1, 0.5]) {
            const rig = new Rig()
            await rig.extend(2000)
            await rig.settle()
            rig.plunger.speedShare = share
            rig.permit(false)
            let bits = 0
            for (let ticks = 0; ticks < 12; ticks++) {
                await rig.tick()
                bits |= rig.actuator.status
            }
            expect(bits).toBe(share === 1 ? 0 : MotionBit.Plunger)
            expect(rig.actuator.standstill).toBe(true)
        }
    })

    test("PEN-SAF-16: no good reading on the way in: over after 90 ms, but not home before it was seen", async () => {
        const rig = new Rig()
        await rig.extend(1000)
        await rig.settle()
        rig.permit(false)
        rig.sensorGood = false
        await rig.tick(9)
        expect(rig.actuator.standstill).toBe(false)
        await rig.tick(1)
        expect(rig.actuator.standstill).toBe(true)
        rig.actuator.forget()
        expect(await rig.home()).toBe(Progress.Failed)
        rig.sensorGood = true
        rig.actuator.forget()
        expect(await rig.home()).toBe(Progress.Done)
    })

    test("PEN-SAF-17: channel off, and the plunger goes out: the coil is reported in the second tick", async () => {
        const rig = new Rig()
        rig.actuator.load(rig.memory)
        await rig.home()
        rig.permit(true)
        expect(await rig.prepare()).toBe(Progress.Done)
        rig.plunger.pushedUm = 900
        await rig.tick()
        expect(rig.actuator.status).toBe(0)
        await rig.tick()
        expect(rig.actuator.status).toBe(MotionBit.Coil)
    })

    test("PEN-SAF-17: plunger stuck out: reported 170 ms later, for as long as it is there", async () => {
        const rig = new Rig()
        await rig.extend(1000)
        await rig.settle()
        rig.plunger.stuck = true
        rig.permit(false)
        await rig.tick(16)
        expect(rig.actuator.status).toBe(0)
        await rig.tick(2)
        expect(rig.actuator.status).toBe(MotionBit.Plunger)
        await rig.tick(200)
        expect(rig.actuator.status).toBe(MotionBit.Plunger)
        rig.plunger.stuck = false
        await rig.tick(10)
        expect(rig.actuator.status).toBe(0)
        expect(rig.actuator.standstill).toBe(true)
    })
})

describe("solenoid: homing", () => {
    test("solenoid: home: the spring end, seen, without current", async () => {
        const rig = new Rig({ springEndUm: -231 })
        expect(rig.actuator.load(rig.memory)).toBe(true)
        expect(await rig.home()).toBe(Progress.Done)
        expect(rig.actuator.homed).toBe(true)
        expect(rig.actuator.commandedUm).toBe(-231)
        expect(rig.coil.highestCode).toBe(0)
    })

    test.each([
        ["61 µm out of place", (rig: Rig) => (rig.sensorLiesUm = 61)],
        ["a sensor without a good frame", (rig: Rig) => (rig.sensorGood = false)],
    ])("PEN-SAF-17: home: %s: fails with its reason", async (_, spoil) => {
        const rig = new Rig()
        rig.actuator.load(rig.memory)
        spoil(rig)
        expect(await rig.home()).toBe(Progress.Failed)
        expect(rig.actuator.failure).toContain("spring end -250 um")
        expect(rig.actuator.homed).toBe(false)
    })

    test("PEN-SAF-17: no map: not homed, and nothing that would claim it", async () => {
        const rig = new Rig()
        rig.bytes.fill(0)
        expect(rig.actuator.load(rig.memory)).toBe(false)
        expect(await rig.home()).toBe(Progress.Done)
        expect(rig.actuator.homed).toBe(false)
    })

    test("PEN-SAF-17: forgotten: homed again only after the spring end was seen anew", async () => {
        const rig = new Rig()
        rig.actuator.load(rig.memory)
        await rig.home()
        rig.actuator.forget()
        expect(rig.actuator.homed).toBe(false)
        rig.plunger.um = 500
        rig.plunger.stuck = true
        expect(await rig.home()).toBe(Progress.Failed)
        rig.plunger.stuck = false
        rig.actuator.forget()
        expect(await rig.home()).toBe(Progress.Done)
    })
})

describe("solenoid: chip and coil", () => {
    test("PEN-SAF-17: a chip that cannot be configured: prepare fails with its words", async () => {
        const rig = new Rig()
        rig.actuator.load(rig.memory)
        await rig.home()
        rig.permit(true)
        rig.coil.initError = "no sound reply"
        expect(await rig.prepare()).toBe(Progress.Failed)
        expect(rig.actuator.failure).toContain("no sound reply")
        rig.permit(false)
        await rig.tick()
        rig.coil.initError = ""
        rig.permit(true)
        expect(await rig.prepare()).toBe(Progress.Done)
    })

    test.each([
        [Max22200aFlag.OLF, Fault.SolenoidCoil],
        [Max22200aFlag.OCP, Fault.SolenoidCoil],
        [Max22200aFlag.OVT, Fault.OverTemperature],
        [Max22200aFlag.UVM, Fault.SolenoidChip],
    ])("PEN-SAF-17: flags %i that stay: prepare fails, and says fault %i", async (flag, fault) => {
        const rig = new Rig()
        rig.actuator.load(rig.memory)
        await rig.home()
        rig.permit(true)
        rig.coil.initError = "flags stay"
        rig.coil.initCode = DriverErrorCode.ChipFault
        rig.coil.flags = flag | 1
        expect(await rig.prepare()).toBe(Progress.Failed)
        expect(rig.actuator.chipFault).toBe(fault)
    })

    test.each<[string, (rig: Rig) => void, number]>([
        ["no sound answer", rig => (rig.coil.result = -3), MotionBit.CoilChip],
        ["reset", rig => (rig.coil.resetSeen = true), MotionBit.CoilChip],
        ["too little supply", rig => (rig.coil.faults = Max22200aFlag.UVM), MotionBit.CoilChip],
        ["over-current", rig => (rig.coil.faults = Max22200aFlag.OCP), MotionBit.Coil],
        ["open load", rig => (rig.coil.faults = Max22200aFlag.OLF), MotionBit.Coil],
        ["current not reached", rig => (rig.coil.faults = Max22200aFlag.HHF), MotionBit.Coil],
        ["too hot", rig => (rig.coil.faults = Max22200aFlag.OVT), MotionBit.Hot],
    ])("PEN-SAF-17: solenoid: %s: reported in that tick", async (_, spoil, bits) => {
        const rig = new Rig()
        await rig.extend(1000)
        await rig.settle()
        spoil(rig)
        await rig.tick()
        expect(rig.actuator.status).toBe(bits)
        // De-energised there is nothing left to report.
        rig.permit(false)
        await rig.tick(10)
        expect(rig.actuator.status).toBe(0)
    })

    test("solenoid: 2.5 mm for longer than the budget: hot after 140 s, and rested 3 minutes later", async () => {
        const rig = new Rig({ umPerCode: 26 })
        await rig.extend(2500)
        await rig.settle()
        rig.coil.resetSeen = false
        let seconds = 0
        for (; rig.actuator.status === 0 && seconds < 300; seconds++) await rig.tick(100)
        expect(rig.actuator.status).toBe(MotionBit.Hot)
        expect(seconds).toBeGreaterThan(120)
        expect(seconds).toBeLessThan(145)
        rig.permit(false)
        for (seconds = 0; rig.actuator.status !== 0; seconds++) await rig.tick(100)
        expect(seconds).toBeGreaterThan(190)
        expect(seconds).toBeLessThan(200)
    })
})
