/**
 * From TMC5240 register numbers to microsteps and seconds.
 * Source: datasheet 19-101625C, real-world unit conversions: v = reg * f_CLK / 2^24; the acceleration
 * unit f_CLK^2 / 2^n is printed with n = 42 in its table while the ramp formulae need n = 41.
 */
import { Tmc5240Register as Register, Tmc5240SwMode } from "../../src/drivers/tmc5240.regs"
import type { Band } from "./tmc5240profile"
import type { RampSettings } from "./tmc5240ramp"

/** Where the units come from. */
export interface UnitBase {
    readonly clockHz: number
    readonly accelerationExponent: 41 | 42
}

/** Microsteps per second of one velocity count. */
export function velocityUnit(base: UnitBase): number {
    return base.clockHz / 2 ** 24
}

/** Microsteps per second squared of one acceleration count. */
export function accelerationUnit(base: UnitBase): number {
    return base.clockHz ** 2 / 2 ** base.accelerationExponent
}

/** V1 = 0 and V2 = 0 switch their phases off; what is left is the trapezoid of AMAX and DMAX. */
function bands(v1: number, v2: number, first: number, second: number, last: number): Band[] {
    if (v1 === 0 && v2 === 0) return [{ fromVelocity: 0, rate: last }]
    if (v2 === 0)
        return [
            { fromVelocity: 0, rate: first },
            { fromVelocity: v1, rate: last },
        ]
    return [
        { fromVelocity: 0, rate: first },
        { fromVelocity: v1, rate: second },
        { fromVelocity: v2, rate: last },
    ]
}

/** What the ramp generator is told by the registers; switch states are filled in by the caller. */
export function rampSettings(
    value: (address: Register) => number,
    base: UnitBase,
    switchLeft: boolean,
    switchRight: boolean
): RampSettings {
    const velocity = (address: Register): number => value(address) * velocityUnit(base)
    const rate = (address: Register): number => value(address) * accelerationUnit(base)
    const mode = value(Register.SW_MODE)
    const v1 = velocity(Register.V1)
    const v2 = velocity(Register.V2)
    const virtual = (enable: number, address: Register): number | undefined =>
        mode & enable ? value(address) | 0 : undefined
    return {
        mode: value(Register.RAMPMODE),
        target: value(Register.XTARGET) | 0,
        speedUp: bands(v1, v2, rate(Register.A1), rate(Register.A2), rate(Register.AMAX)),
        slowDown: bands(v1, v2, rate(Register.D1), rate(Register.D2), rate(Register.DMAX)),
        startVelocity: velocity(Register.VSTART),
        stopVelocity: velocity(Register.VSTOP),
        maximumVelocity: velocity(Register.VMAX),
        velocityModeRate: rate(Register.AMAX),
        zeroWaitUs: (value(Register.TZEROWAIT) * 512 * 1e6) / base.clockHz,
        virtualLeft: virtual(Tmc5240SwMode.EN_VIRTUAL_STOP_L, Register.VIRTUAL_STOP_L),
        virtualRight: virtual(Tmc5240SwMode.EN_VIRTUAL_STOP_R, Register.VIRTUAL_STOP_R),
        switchLeft,
        switchRight,
        softStop: (mode & Tmc5240SwMode.EN_SOFTSTOP) !== 0,
    }
}
