import { expect, test } from "vitest"
import { Drv8214 as Drv8214Model } from "../../sim/chips/drv8214"
import { Clock } from "../../sim/clock"
import { Drv8214 } from "../../src/drivers/drv8214"
import { speedMilliHz } from "../../src/drivers/drv8214units"
import { Drv8214Fault, Drv8214Register } from "../../src/drivers/drv8214.regs"
import { PEN_DRIVE, driveTable } from "../../src/drivers/drv8214configuration"
import { Result } from "../../src/drivers/errors"
import { HostI2c } from "../support/hostbus"

const TICK_US = 10_000
const STEP_US = 200
const RIPPLES_PER_STROKE = 6

/** A first-order motor: 200 strokes per second at 7.4 V, 25 ms, 2.5 ohm. */
class Motor {
    radPerS = 0
    strokes = 0
    blocked = false

    step(dtUs: number, mv: number): void {
        const wanted = (mv / 7400) * 200 * 2 * Math.PI
        const share = 1 - Math.exp(-dtUs / 25_000)
        this.radPerS = this.blocked ? 0 : this.radPerS + (wanted - this.radPerS) * share
        this.strokes += (this.radPerS * dtUs) / 1e6 / (2 * Math.PI)
    }

    currentMa(mv: number): number {
        return Math.max(0, (mv - this.radPerS * 5.89) / 2.5)
    }
}

function newDrive() {
    const clock = new Clock()
    const motor = new Motor()
    const chip: Drv8214Model = new Drv8214Model(clock, {
        ripples: () => motor.strokes * RIPPLES_PER_STROKE,
        rippleRadPerS: () => motor.radPerS * RIPPLES_PER_STROKE,
        currentMa: () => motor.currentMa(chip.appliedMv),
        supplyMv: () => 7400,
    })
    // The motor moves whenever time passes, that of the bus included.
    clock.addProcess({
        integrate: (fromUs, toUs) => {
            for (let us = fromUs; us < toUs; us += STEP_US) {
                const dtUs = Math.min(STEP_US, toUs - us)
                chip.step(dtUs)
                motor.step(dtUs, chip.bridge === "drive" ? chip.appliedMv : 0)
            }
        },
    })
    const bus = new HostI2c(clock, chip)
    const drive = new Drv8214(bus, 0x30, PEN_DRIVE)
    const nextTick = () => clock.advanceTo(Math.ceil((clock.nowUs + 1) / TICK_US) * TICK_US)
    return { clock, motor, chip, bus, drive, nextTick }
}

/** Awake and configured for a rate. */
function configuredDrive(rateHz: number) {
    const rig = newDrive()
    rig.chip.sleep(true)
    rig.nextTick()
    rig.drive.restart()
    while (!rig.drive.configure(rateHz)) {
        expect(rig.drive.failedRegister).toBe(-1)
        rig.nextTick()
    }
    return rig
}

/** Ticks with the lease renewed in each. */
function run(rig: ReturnType<typeof newDrive>, ticks: number) {
    for (let index = 0; index < ticks; index++) {
        rig.nextTick()
        expect(rig.drive.poll()).toBe(Result.Done)
        expect(rig.drive.renewLease()).toBe(Result.Done)
    }
}

function readRegister(bus: HostI2c, register: number): number {
    const reply = Buffer.alloc(1)
    expect(bus.xfer(0x30, Buffer.from([register]), reply)).toBe(0)
    return reply[0]!
}

test("DRV8214 driver: configuration: four slices of at most 12 transactions, all read back", () => {
    const { chip, bus, drive, nextTick } = newDrive()
    expect(bus.transactions).toBe(0)
    chip.sleep(true)
    nextTick()
    let slices = 0
    for (let complete = false; !complete; slices++) {
        const before = bus.transactions
        complete = drive.configure(117)
        expect(bus.transactions - before).toBeLessThanOrEqual(12)
        nextTick()
    }
    expect(slices).toBe(4)
    const table = driveTable(PEN_DRIVE)
    for (let index = 0; index < table.length; index += 2) {
        const register = table[index]!
        if (register === Drv8214Register.REG_CTRL1 || register === Drv8214Register.RC_CTRL1)
            continue
        expect([register, readRegister(bus, register)]).toEqual([register, table[index + 1]])
    }
    // 117 * 6 * 2 pi / 32 = 137.8.
    expect(readRegister(bus, Drv8214Register.REG_CTRL1)).toBe(138)
    expect(readRegister(bus, Drv8214Register.FAULT)).toBe(Drv8214Fault.NPOR)
    expect(chip.bridge).toBe("coast")
})

test("DRV8214 driver: configuration complete: further calls cost nothing", () => {
    const { drive, bus } = configuredDrive(117)
    const before = bus.transactions
    expect(drive.configure(117)).toBe(true)
    expect(bus.transactions).toBe(before)
})

test("DRV8214 driver: chip asleep: the third attempt gives up and names the first register", () => {
    const { drive, bus } = newDrive()
    for (let index = 0; index < 10; index++) expect(drive.configure(117)).toBe(false)
    expect(drive.failedRegister).toBe(Drv8214Register.CONFIG0)
    expect(bus.transactions).toBe(3)
})

test("DRV8214 driver: chip still waking: a later attempt succeeds", () => {
    const { chip, drive, nextTick } = newDrive()
    chip.sleep(true)
    expect(drive.configure(117)).toBe(false)
    for (let index = 0; index < 4; index++) {
        nextTick()
        drive.configure(117)
    }
    expect(drive.configure(117)).toBe(true)
})

test("PEN-SAF-17: DRV8214 driver: chip that was not reset before: refused by its pattern", () => {
    const { drive } = configuredDrive(117)
    drive.restart()
    for (let index = 0; index < 3; index++) drive.configure(117)
    expect(drive.failedRegister).toBe(Drv8214Register.CONFIG4)
})

test.each(["stuck", "garbage", "off"])(
    "PEN-SAF-17: DRV8214 driver: %s: the configuration never completes",
    kind => {
        const { chip, drive, nextTick } = newDrive()
        chip.sleep(true)
        nextTick()
        chip.fail(kind)
        for (let index = 0; index < 20; index++) {
            expect(drive.configure(117)).toBe(false)
            nextTick()
        }
        expect(drive.failedRegister).toBeGreaterThanOrEqual(0)
    }
)

test.each([30, 60, 117, 150])(
    "PEN-FUN-04: DRV8214 driver: %i Hz: settled within 300 ms, overshoot under 10 %, within 2 %",
    rateHz => {
        const rig = configuredDrive(rateHz)
        expect(rig.drive.start()).toBe(Result.Done)
        let fastestHz = 0
        for (let tick = 0; tick < 30; tick++) {
            run(rig, 1)
            fastestHz = Math.max(fastestHz, rig.motor.radPerS / (2 * Math.PI))
        }
        expect(fastestHz).toBeLessThan(rateHz * 1.1)
        const strokes = rig.motor.strokes
        const startUs = rig.clock.nowUs
        run(rig, 100)
        const seconds = (rig.clock.nowUs - startUs) / 1e6
        const meanHz = (rig.motor.strokes - strokes) / seconds
        expect(Math.abs(meanHz / rateHz - 1)).toBeLessThan(0.02)
        expect(Math.abs(speedMilliHz(rig.drive.speed) / 1000 - rateHz)).toBeLessThan(1.7)
        expect(rig.drive.faults).toBe(Drv8214Fault.NPOR)
    }
)

test.each([30, 117, 150])(
    "PEN-SAF-06: DRV8214 driver: %i Hz, nobody renews the lease: the bridge opens within 110 ms",
    rateHz => {
        for (let phase = 0; phase < 12; phase++) {
            const rig = configuredDrive(rateHz)
            rig.drive.start()
            run(rig, 40 + phase)
            const startUs = rig.clock.nowUs
            while (rig.chip.bridge === "drive" && rig.clock.nowUs - startUs < 500_000)
                rig.clock.advanceBy(STEP_US)
            const heldMs = (rig.clock.nowUs - startUs) / 1000
            expect(heldMs).toBeGreaterThanOrEqual(45)
            expect(heldMs).toBeLessThan(110)
            rig.drive.poll()
            expect(rig.drive.faults & Drv8214Fault.CNT_DONE).not.toBe(0)
        }
    }
)

test("DRV8214 driver: 30 s of renewed lease: uninterrupted, a ripple lost in 1,900", () => {
    const rig = configuredDrive(150)
    const { drive, motor, chip, bus } = rig
    drive.start()
    let most = 0
    for (let tick = 0; tick < 3000; tick++) {
        rig.nextTick()
        const before = bus.transactions
        drive.renewLease()
        most = Math.max(most, bus.transactions - before)
        expect(chip.bridge).toBe("drive")
    }
    drive.renewLease()
    expect(most).toBeLessThanOrEqual(3)
    const made = motor.strokes * RIPPLES_PER_STROKE
    expect(made).toBeGreaterThan(26_000)
    expect(Math.abs(made - drive.ripples)).toBeLessThan(made / 1900 + 2)
})

test("DRV8214 driver: poll and renewal: two transactions each", () => {
    const rig = configuredDrive(117)
    rig.drive.start()
    run(rig, 50)
    rig.nextTick()
    const before = rig.bus.transactions
    rig.drive.poll()
    expect(rig.bus.transactions - before).toBe(2)
    rig.drive.renewLease()
    expect(rig.bus.transactions - before).toBeLessThanOrEqual(4)
})

test("DRV8214 driver: renewal every 40 ms: still never interrupted", () => {
    for (const rateHz of [30, 117, 150]) {
        const rig = configuredDrive(rateHz)
        rig.drive.start()
        for (let index = 0; index < 250; index++) {
            expect(rig.drive.renewLease()).toBe(Result.Done)
            rig.clock.advanceBy(40_000)
            expect(rig.chip.bridge).toBe("drive")
        }
    }
})

test("DRV8214 driver: other rates while running: reached within 300 ms, without a stop", () => {
    const rig = configuredDrive(150)
    rig.drive.start()
    run(rig, 40)
    for (const rateHz of [30, 150, 60, 61, 117, 30]) {
        rig.drive.setRate(rateHz)
        for (let tick = 0; tick < 30; tick++) {
            run(rig, 1)
            expect(rig.chip.bridge).toBe("drive")
            expect(rig.drive.faults).toBe(Drv8214Fault.NPOR)
        }
        expect(Math.abs(speedMilliHz(rig.drive.speed) / 1000 / rateHz - 1)).toBeLessThan(0.05)
    }
})

test("DRV8214 driver: slower while running: the lease becomes the slower rate's", () => {
    const rig = configuredDrive(150)
    rig.drive.start()
    run(rig, 40)
    rig.drive.setRate(30)
    run(rig, 60)
    const startUs = rig.clock.nowUs
    while (rig.chip.bridge === "drive") rig.clock.advanceBy(STEP_US)
    expect((rig.clock.nowUs - startUs) / 1000).toBeLessThan(110)
})

test("DRV8214 driver: stop: the bridge shorts the motor at once", () => {
    const rig = configuredDrive(117)
    rig.drive.start()
    run(rig, 40)
    expect(rig.drive.stop()).toBe(Result.Done)
    expect(rig.chip.bridge).toBe("brake")
})

test("DRV8214 driver: sleep and a second start: configured anew, ripples from 0", () => {
    const rig = configuredDrive(117)
    rig.drive.start()
    run(rig, 40)
    rig.drive.stop()
    rig.chip.sleep(false)
    rig.clock.advanceBy(500_000)
    rig.chip.sleep(true)
    rig.nextTick()
    const strokes = rig.motor.strokes
    rig.drive.restart()
    while (!rig.drive.configure(60)) rig.nextTick()
    rig.drive.start()
    run(rig, 60)
    expect(rig.chip.bridge).toBe("drive")
    const counted = rig.drive.ripples / RIPPLES_PER_STROKE
    expect(Math.abs(counted - (rig.motor.strokes - strokes))).toBeLessThan(2)
})

test("PEN-SAF-15: DRV8214 driver: stall after spin-up: the chip switches off and says so", () => {
    const rig = configuredDrive(117)
    rig.drive.start()
    run(rig, 40)
    rig.motor.blocked = true
    const startUs = rig.clock.nowUs
    while (rig.chip.bridge === "drive" && rig.clock.nowUs - startUs < 200_000)
        rig.clock.advanceBy(STEP_US)
    expect((rig.clock.nowUs - startUs) / 1000).toBeLessThan(30)
    rig.drive.poll()
    expect(rig.drive.faults & Drv8214Fault.STALL).not.toBe(0)
    rig.motor.blocked = false
    rig.clock.advanceBy(200_000)
    expect(rig.chip.bridge).toBe("coast")
})

test("PEN-SAF-17: DRV8214 driver: registers lost while running: the poll tells", () => {
    const rig = configuredDrive(117)
    rig.drive.start()
    run(rig, 40)
    rig.chip.fail("reset")
    rig.nextTick()
    expect(rig.drive.poll()).toBe(Result.Done)
    expect(rig.drive.faults & Drv8214Fault.NPOR).toBe(0)
})

test("DRV8214 driver: no answer while running: every method returns it, none throws", () => {
    const rig = configuredDrive(117)
    rig.drive.start()
    run(rig, 40)
    const { faults, ripples } = rig.drive
    rig.chip.fail("off")
    const calls = [rig.drive.poll(), rig.drive.renewLease(), rig.drive.start(), rig.drive.stop()]
    for (const result of calls) expect(result).toBe(Result.WriteRefused)
    expect(rig.drive.faults).toBe(faults)
    expect(rig.drive.ripples === ripples || rig.drive.ripples === 0).toBe(true)
})
