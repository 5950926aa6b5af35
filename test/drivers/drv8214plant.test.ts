/** The drive's driver on the pen's own motor, supply and chain. */
import { expect, test } from "vitest"
import { Drv8214 } from "../../src/drivers/drv8214"
import { Drv8214Fault } from "../../src/drivers/drv8214.regs"
import { PEN_DRIVE } from "../../src/drivers/drv8214configuration"
import { Result } from "../../src/drivers/errors"
import { DriveRig } from "../support/driverig"
import { HostI2c } from "../support/hostbus"

class DriverRig extends DriveRig {
    readonly drive = new Drv8214(new HostI2c(this.clock, this.chip), 0x30, PEN_DRIVE)

    start(rateHz: number): void {
        this.drive.restart()
        while (!this.drive.configure(rateHz)) {
            expect(this.drive.failedRegister).toBe(-1)
            this.wait(10)
        }
        expect(this.drive.start()).toBe(Result.Done)
    }

    tick(): void {
        this.wait(9)
        expect(this.drive.poll()).toBe(Result.Done)
        expect(this.drive.renewLease()).toBe(Result.Done)
        expect(this.drive.faults).toBe(Drv8214Fault.NPOR)
        expect(this.chip.bridge).toBe("drive")
    }
}

test.each([12, 36])(
    "PEN-FUN-04: DRV8214 driver: %i needles in skin, rates changed while running: no stall seen",
    needles => {
        for (const seed of [1, 2, 3]) {
            const rig = new DriverRig(seed, needles)
            rig.start(30)
            for (const rateHz of [30, 150, 60, 150, 117, 30]) {
                rig.drive.setRate(rateHz)
                for (let tick = 0; tick < 30; tick++) rig.tick()
                const strokes = rig.plant.ripples() / 6
                const startUs = rig.clock.nowUs
                for (let tick = 0; tick < 50; tick++) rig.tick()
                const seconds = (rig.clock.nowUs - startUs) / 1e6
                const meanHz = (rig.plant.ripples() / 6 - strokes) / seconds
                expect(Math.abs(meanHz / rateHz - 1)).toBeLessThan(0.03)
            }
        }
    }
)

test("PEN-SAF-06: DRV8214 driver: lease not renewed on the pen's motor: open in 110 ms", () => {
    for (const rateHz of [30, 117, 150]) {
        const rig = new DriverRig(1, 12)
        rig.start(rateHz)
        for (let tick = 0; tick < 40; tick++) rig.tick()
        rig.wait(110)
        expect(rig.chip.bridge).toBe("coast")
    }
})
