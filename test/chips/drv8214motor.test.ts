/** The DRV8214 model on the pen's own motor, supply and chain: what the documented gains achieve. */
import { describe, expect, test } from "vitest"
import { Drv8214Fault as Fault, Drv8214Register as Register } from "../../src/drivers/drv8214.regs"
import { DriveRig } from "../support/driverig"

class RegisterRig extends DriveRig {
    write(register: number, value: number): void {
        if (!this.chip.start(false)) throw new Error("not acknowledged")
        this.chip.write(register)
        this.chip.write(value)
        this.chip.stop()
    }

    read(register: number): number {
        this.chip.start(false)
        this.chip.write(register)
        this.chip.start(true)
        return this.chip.read()
    }

    /** All values as `sim/chips/drv8214.ts` and `drv8214loop.ts` document them; SMODE 0, EN_SS 0. */
    run(rateHz: number): void {
        this.write(Register.CONFIG0, 0x62)
        this.write(Register.CONFIG1, 0xd1)
        this.write(Register.CONFIG2, 0x03)
        this.write(Register.CONFIG3, 0x10)
        this.write(Register.CONFIG4, 0x0c)
        this.write(Register.REG_CTRL0, 0x11)
        this.write(Register.REG_CTRL1, Math.round((rateHz * 6 * 2 * Math.PI) / 32))
        this.write(Register.RC_CTRL0, 0x81)
        this.write(Register.RC_CTRL2, 0x6f)
        this.write(Register.RC_CTRL3, 29)
        this.write(Register.RC_CTRL4, 97)
        this.write(Register.RC_CTRL5, 0x60)
        this.write(Register.RC_CTRL6, 0xc5)
        this.write(Register.RC_CTRL7, 0x30)
        this.write(Register.RC_CTRL8, 0x43)
        this.write(Register.CONFIG0, 0xe0)
        this.write(Register.CONFIG4, 0x0e)
    }

    /** Rates of whole revolutions during `forMs`, Hz, with the time at which each ended, ms. */
    revolutions(forMs: number): { endMs: number; hz: number }[] {
        const found: { endMs: number; hz: number }[] = []
        const startUs = this.clock.nowUs
        let fromUs = startUs
        let ripples = this.plant.ripples()
        while (this.clock.nowUs < startUs + forMs * 1000) {
            this.clock.advanceBy(100)
            if (this.plant.ripples() - ripples < 6) continue
            const nowUs = this.clock.nowUs
            const hz = ((this.plant.ripples() - ripples) / 6 / (nowUs - fromUs)) * 1e6
            found.push({ endMs: (nowUs - startUs) / 1000, hz })
            ripples = this.plant.ripples()
            fromUs = nowUs
        }
        return found
    }
}

describe("DRV8214 on the pen's motor", () => {
    const cases = [30, 60, 117, 150].flatMap(hz => [12, 36].map(needles => ({ hz, needles })))

    test.each(cases)(
        "PEN-FUN-04: DRV8214 regulation: $hz Hz, $needles needles in skin: 2 % within 300 ms, overshoot up to 10 %",
        ({ hz, needles }) => {
            for (const seed of [1, 2, 3]) {
                const rig = new RegisterRig(seed, needles)
                rig.run(hz)
                const revolutions = rig.revolutions(500)
                expect(revolutions.length).toBeGreaterThan(hz * 0.4)
                for (const { endMs, hz: seen } of revolutions) {
                    expect(seen).toBeLessThan(hz * 1.1)
                    if (endMs > 300) expect(Math.abs(seen / hz - 1)).toBeLessThan(0.02)
                }
                expect(rig.read(Register.FAULT) & Fault.STALL).toBe(0)
            }
        }
    )

    test.each([30, 117, 150])(
        "PEN-SAF-15: DRV8214 stall: rotor blocked at %i Hz: bridge off within 30 ms",
        hz => {
            for (const seed of [1, 2, 3]) {
                const rig = new RegisterRig(seed, 12)
                rig.run(hz)
                rig.wait(400)
                expect(rig.chip.bridge).toBe("drive")
                rig.plant.fail("motor", "stuck")
                rig.wait(30)
                expect(rig.chip.bridge).toBe("coast")
                expect(rig.read(Register.FAULT) & Fault.STALL).toBe(Fault.STALL)
            }
        }
    )

    test("PEN-SAF-16: DRV8214 asleep: chain opens at 150 Hz: at most two residual strokes", () => {
        for (const seed of [1, 2, 3]) {
            const rig = new RegisterRig(seed, 12)
            rig.run(150)
            rig.wait(400)
            const before = rig.plant.strokes
            rig.chain.arm.set(0)
            rig.wait(100)
            expect(rig.chip.bridge).toBe("coast")
            expect(rig.plant.motor.rateHz).toBe(0)
            expect(rig.plant.strokes - before).toBeLessThanOrEqual(2)
        }
    })
})
