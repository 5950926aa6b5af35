/**
 * The TMC5240's register file: widths, reset values, access, and the values that its datasheet
 * forbids or that this model does not cover (both are refused, never silently accepted).
 * Source: datasheet 19-101625C, register map.
 */
import {
    Tmc5240Chopconf,
    Tmc5240Gconf,
    Tmc5240Gstat,
    Tmc5240Register as Register,
    Tmc5240SwMode,
} from "../../src/drivers/tmc5240.regs"

export interface RegisterRule {
    /** Bits that exist; others read as 0. */
    readonly mask: number
    readonly reset: number
    readonly writable: boolean
}

const stored = (mask: number, reset = 0): RegisterRule => ({ mask, reset, writable: true })
const readOnly: RegisterRule = { mask: 0, reset: 0, writable: false }

const bits18 = 0x3ffff
const bits20 = 0xfffff
const bits23 = 0x7fffff
const bits32 = 0xffffffff

const rules = new Map<number, RegisterRule>([
    [Register.GCONF, stored(0x1ffffe)],
    [Register.GSTAT, stored(Tmc5240Gstat.ALL, Tmc5240Gstat.RESET_VALUE)],
    [Register.IOIN, stored(0x1000, 0x1000)],
    [Register.X_COMPARE, stored(bits32, bits32)],
    [Register.DRV_CONF, stored(0x33)],
    [Register.GLOBAL_SCALER, stored(0xff)],
    [Register.IHOLD_IRUN, stored(0x0f0f1f1f, 0x04011f08)],
    [Register.TPOWERDOWN, stored(0xff, 10)],
    [Register.TSTEP, readOnly],
    [Register.TPWMTHRS, stored(bits20)],
    [Register.TCOOLTHRS, stored(bits20)],
    [Register.THIGH, stored(bits20)],
    [Register.RAMPMODE, stored(3)],
    [Register.XACTUAL, stored(bits32)],
    [Register.VACTUAL, readOnly],
    [Register.VSTART, stored(bits18)],
    [Register.A1, stored(bits18)],
    [Register.V1, stored(bits20)],
    [Register.AMAX, stored(bits18)],
    [Register.VMAX, stored(bits23)],
    [Register.DMAX, stored(bits18)],
    [Register.TVMAX, stored(0xffff)],
    [Register.D1, stored(bits18, 10)],
    [Register.VSTOP, stored(bits18, 10)],
    [Register.TZEROWAIT, stored(0xffff)],
    [Register.XTARGET, stored(bits32)],
    [Register.V2, stored(bits20)],
    [Register.A2, stored(bits18)],
    [Register.D2, stored(bits18, 10)],
    [Register.VDCMIN, stored(bits23)],
    [Register.SW_MODE, stored(0x7fff)],
    [Register.RAMP_STAT, stored(0)],
    [Register.XLATCH, readOnly],
    [Register.ENCMODE, stored(0x7ff)],
    [Register.X_ENC, stored(bits32)],
    [Register.ENC_CONST, stored(bits32, 0x00010000)],
    [Register.ENC_STATUS, stored(3)],
    [Register.ENC_LATCH, readOnly],
    [Register.ENC_DEVIATION, stored(bits20)],
    [Register.VIRTUAL_STOP_L, stored(bits32)],
    [Register.VIRTUAL_STOP_R, stored(bits32)],
    [Register.ADC_VSUPPLY_AIN, readOnly],
    [Register.ADC_TEMP, readOnly],
    [Register.OTW_OV_VTH, stored(0x1fff1fff, 0x0b920f25)],
    [Register.CHOPCONF, stored(bits32, Tmc5240Chopconf.RESET_VALUE)],
    [Register.COOLCONF, stored(bits32)],
    [Register.DRV_STATUS, readOnly],
    [Register.SG4_THRS, stored(bits32)],
    [Register.SG4_RESULT, readOnly],
])

/** Registers whose write can change the motion. */
export const motionRegisters: ReadonlySet<number> = new Set([
    Register.GCONF,
    Register.RAMPMODE,
    Register.XACTUAL,
    Register.VSTART,
    Register.A1,
    Register.V1,
    Register.AMAX,
    Register.VMAX,
    Register.DMAX,
    Register.D1,
    Register.VSTOP,
    Register.TZEROWAIT,
    Register.XTARGET,
    Register.V2,
    Register.A2,
    Register.D2,
    Register.SW_MODE,
    Register.VIRTUAL_STOP_L,
    Register.VIRTUAL_STOP_R,
])

export function ruleOf(address: number): RegisterRule | undefined {
    return rules.get(address)
}

/** Values of all registers after a reset, by address. */
export function resetValues(): Map<number, number> {
    return new Map([...rules].map(([address, rule]) => [address, rule.reset]))
}

const uncoveredSwitchBits =
    Tmc5240SwMode.SG_STOP | Tmc5240SwMode.EN_LATCH_ENCODER | Tmc5240SwMode.VIRTUAL_STOP_ENC

/** Why a value must not be written, or undefined when it may. */
export function objection(address: number, value: number): string | undefined {
    switch (address) {
        case Register.GCONF:
            return value & Tmc5240Gconf.DIRECT_MODE ? "direct_mode" : undefined
        case Register.RAMPMODE:
            return value > 3 ? "a ramp mode above 3" : undefined
        case Register.VMAX:
            return value > 0x800000 - 512 ? "VMAX above 2^23 - 512" : undefined
        case Register.D1:
        case Register.D2:
            return value === 0 ? "a D1 or D2 of 0" : undefined
        case Register.VSTOP:
            return value < 10 ? "VSTOP below 10" : undefined
        case Register.TVMAX:
        case Register.VDCMIN:
        case Register.ENC_DEVIATION:
            return value === 0 ? undefined : "a value other than 0 (not modelled)"
        case Register.SW_MODE:
            return value & uncoveredSwitchBits
                ? "sg_stop or an encoder function (not modelled)"
                : undefined
        case Register.CHOPCONF:
            return value & Tmc5240Chopconf.MRES_MASK
                ? "another resolution than 256 microsteps (not modelled)"
                : undefined
        case Register.GLOBAL_SCALER:
            return value > 0 && value < 32 ? "GLOBAL_SCALER from 1 to 31" : undefined
        default:
            return undefined
    }
}
