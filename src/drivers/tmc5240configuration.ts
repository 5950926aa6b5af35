/**
 * What the TMC5240 of a pen is configured to: speeds, currents and stops in one object, and the
 * register table made of it [DS-TMC5240]. Speeds are reference hardware: 10,240 microsteps per mm.
 */
import {
    Tmc5240Chopconf,
    Tmc5240Gconf,
    Tmc5240IholdIrun,
    Tmc5240RampMode,
    Tmc5240Register,
    Tmc5240SwMode,
} from "./tmc5240.regs"

/** Internal oscillator, typical; 11.9 to 13.2 MHz over parts, so speeds are within +-6 %. */
export const TMC5240_CLOCK_HZ = 12500000

/** Register values, so that they can be read back as they stand here. */
export interface Tmc5240Configuration {
    /** VMAX, 0 to 2^23 - 512. */
    readonly velocity: number
    /** AMAX and DMAX, 0 to 2^18 - 1. */
    readonly acceleration: number
    /** CHOPCONF with its TOFF, which switches the bridges on. */
    readonly chopper: number
    /** IHOLD_IRUN. */
    readonly currents: number
    /** DRV_CONF: current range. */
    readonly currentRange: number
    /** GLOBAL_SCALER: 0 = 256/256, else 32 to 255. */
    readonly currentScaler: number
    /** SW_MODE. */
    readonly switches: number
}

/** VMAX for a speed in microsteps per second: v * 2^24 / f_CLK ("Ramp generator", units). */
export function velocityRegister(ustepsPerS: number): number {
    return Math.round((ustepsPerS * 16777216) / TMC5240_CLOCK_HZ)
}

/**
 * AMAX for an acceleration in microsteps per s²: a * 2^41 / f_CLK². The datasheet's table prints
 * 2^42, but its own ramp formula needs 2^41; if 2^42 were right, ramps would take half as long.
 */
export function accelerationRegister(ustepsPerS2: number): number {
    return Math.round((ustepsPerS2 * 2199023255552) / (TMC5240_CLOCK_HZ * TMC5240_CLOCK_HZ))
}

/**
 * The reference pen. 20 mm/s: a switch that acts within 1 ms costs 20 um of travel (PEN-SAF-02).
 * 1,000 mm/s²: 2.7 mm in 155 ms (PEN-FUN-03). The reference switch stops hard, and the edge at
 * which it opens is latched; the depth cap stops outward motion only; the virtual stop is the depth
 * ceiling.
 */
export const PEN_MOTION: Tmc5240Configuration = {
    velocity: velocityRegister(204800),
    acceleration: accelerationRegister(10240000),
    // Reset value with TOFF 3: bridges on, 256 microsteps, chopper as the datasheet starts it.
    chopper: Tmc5240Chopconf.RESET_VALUE | 3,
    // Chosen: half the run current holds a self-locking screw with ease and keeps the pen cool.
    currents:
        (15 << Tmc5240IholdIrun.IHOLD_SHIFT) |
        (31 << Tmc5240IholdIrun.IRUN_SHIFT) |
        (1 << Tmc5240IholdIrun.IHOLDDELAY_SHIFT),
    currentRange: 0,
    currentScaler: 0,
    switches:
        Tmc5240SwMode.STOP_L_ENABLE |
        Tmc5240SwMode.STOP_R_ENABLE |
        Tmc5240SwMode.LATCH_L_INACTIVE |
        Tmc5240SwMode.EN_VIRTUAL_STOP_R,
}

/** The part of the table that a first move inward depends on; register and value in turn. */
export function firstMoveTable(configuration: Tmc5240Configuration): number[] {
    return [
        Tmc5240Register.DRV_CONF,
        configuration.currentRange,
        Tmc5240Register.GLOBAL_SCALER,
        configuration.currentScaler,
        Tmc5240Register.IHOLD_IRUN,
        configuration.currents,
        Tmc5240Register.AMAX,
        configuration.acceleration,
        Tmc5240Register.DMAX,
        configuration.acceleration,
        Tmc5240Register.SW_MODE,
        configuration.switches,
        Tmc5240Register.RAMPMODE,
        Tmc5240RampMode.POSITION,
    ]
}

/**
 * Register and value in turn, in the order of writing. VMAX is not among them: it stays 0 until all
 * the rest is read back. Unused functions are written too, because the chip keeps its registers
 * while the program restarts.
 */
export function configurationTable(configuration: Tmc5240Configuration): number[] {
    return [
        // Standstill is told after 21 ms instead of 84.
        Tmc5240Register.GCONF,
        Tmc5240Gconf.FAST_STANDSTILL,
        Tmc5240Register.DRV_CONF,
        configuration.currentRange,
        Tmc5240Register.GLOBAL_SCALER,
        configuration.currentScaler,
        Tmc5240Register.IHOLD_IRUN,
        configuration.currents,
        Tmc5240Register.TPOWERDOWN,
        10,
        Tmc5240Register.TPWMTHRS,
        0,
        Tmc5240Register.TCOOLTHRS,
        0,
        Tmc5240Register.THIGH,
        0,
        Tmc5240Register.COOLCONF,
        0,
        Tmc5240Register.VSTART,
        0,
        Tmc5240Register.A1,
        0,
        Tmc5240Register.V1,
        0,
        Tmc5240Register.A2,
        0,
        Tmc5240Register.V2,
        0,
        Tmc5240Register.AMAX,
        configuration.acceleration,
        Tmc5240Register.DMAX,
        configuration.acceleration,
        Tmc5240Register.D1,
        10,
        Tmc5240Register.D2,
        10,
        Tmc5240Register.VSTOP,
        10,
        Tmc5240Register.TVMAX,
        0,
        Tmc5240Register.TZEROWAIT,
        0,
        Tmc5240Register.VDCMIN,
        0,
        Tmc5240Register.ENC_DEVIATION,
        0,
        Tmc5240Register.RAMPMODE,
        Tmc5240RampMode.POSITION,
        Tmc5240Register.SW_MODE,
        configuration.switches,
    ]
}
