/**
 * What the MAX22200A's codes ask of its half bridge: a regulated peak current, a duty, or, for the codes
 * that its datasheet warns of, everything the supply gives.
 * Source: datasheet MAX22200/MAX22200A Rev 1 (3/25), tables 2 to 4, current drive regulation.
 */
import { Max22200aCode as Code, Max22200aConfig as Config } from "../../src/drivers/max22200a.regs"

/** What the half bridge does to the coil, which hangs between it and the supply. */
export interface CoilDrive {
    /** `off`: both transistors off. `freewheel`: coil shorted to the supply. `drive`: switching. */
    readonly bridge: "off" | "freewheel" | "drive"
    /** Peak current at which each on-time ends; Infinity when nothing regulates it. */
    readonly targetMa: number
    /** Largest part of the supply that the coil can see on average: the highest duty. */
    readonly drivingFraction: number
    /** Smallest part, even above the target: a chopping period has a shortest on-time. */
    readonly leastFraction: number
}

export const coilOff: CoilDrive = {
    bridge: "off",
    targetMa: 0,
    drivingFraction: 0,
    leastFraction: 0,
}

const freewheel: CoilDrive = { ...coilOff, bridge: "freewheel" }

/** The low side is on for good. */
export const coilUnregulated: CoilDrive = {
    bridge: "drive",
    targetMa: Infinity,
    drivingFraction: 1,
    leastFraction: 1,
}

export interface CoilScale {
    /** Resistor at IREF. */
    readonly referenceOhm: number
    /** Place of this chip within the accuracy of its current, -1 to 1. */
    readonly accuracy: number
}

/** I_FS = K_FS / R_REF, milliamperes. */
export function fullScaleMa(config: number, referenceOhm: number): number {
    return ((config & Config.HFS ? 7500 : 15_000) * 1000) / referenceOhm
}

/** Duty limits by frequency and edges. [DS Table 2] */
function leastDuty(config: number, chopHz: number): number {
    if (config & Config.SRC) return 0.07
    return chopHz >= 80_000 ? 0.08 : 0.04
}

/** Half width of the accuracy band at a part of full scale; not stated below 5 %. [DS ITRERR] */
function accuracyBand(part: number): number {
    if (part > 0.7) return 0.06
    if (part >= 0.2) return 0.1
    return part >= 0.1 ? 0.15 : 0.25
}

/** What code 0 to 127 makes of the bridge. */
export function driveOf(code: number, config: number, chopHz: number, scale: CoilScale): CoilDrive {
    const least = leastDuty(config, chopHz)
    if (config & Config.VDRNCDR) {
        if (code === 0) return freewheel
        const duty = Math.min(1 - least, Math.max(least, code / 100))
        const fraction = code >= Code.FULL_DUTY ? 1 : duty
        const unlimited = { ...coilUnregulated, drivingFraction: fraction }
        return { ...unlimited, leastFraction: fraction }
    }
    if (code === 0) return freewheel
    if (code === Code.UNREGULATED) return coilUnregulated
    const part = code / 128
    const error = 1 + scale.accuracy * accuracyBand(part)
    return {
        bridge: "drive",
        targetMa: part * fullScaleMa(config, scale.referenceOhm) * error,
        drivingFraction: 1 - least,
        leastFraction: least,
    }
}
