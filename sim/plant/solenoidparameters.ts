/**
 * Every number of the solenoid and its pen-to-pen tolerance, beside those of the mechanics that both variants have.
 * Sources stand in docs/plant.md, one row for each name. Drawn once per solenoid pen, after the common ones, so
 * that a stepper pen of the same seed is the same pen with another actuator.
 */
import type { Random } from "../random"
import { drawFrom, nominalOf, type Tolerance } from "./parameters"

export const SOLENOID_TOLERANCES = {
    // Plunger, spring and damper.
    springEndUm: { nominal: -250, spread: 40 },
    plungerOuterStopUm: { nominal: 2_700, spread: 0 },
    plungerKg: { nominal: 0.01, spread: 0.001 },
    returnPreloadN: { nominal: 0.7, spread: 0.1 },
    returnNPerMm: { nominal: 6, spread: 0.12 },
    plungerFrictionN: { nominal: 0.09, spread: 0.03 },
    damperNsPerM: { nominal: 24, spread: 3 },
    damperLimitMmPerS: { nominal: 49, spread: 3 },
    damperValveNsPerM: { nominal: 20_000, spread: 0 },
    // Magnet.
    forceMnPerMa: { nominal: 33.6, spread: 2 },
    forceBow: { nominal: 0.03, spread: 0.01 },
    forcePerK: { nominal: -2e-4, spread: 1e-4 },
    hysteresisMa: { nominal: 4.5, spread: 1 },
    // Coil and its circuit.
    coilOhm20: { nominal: 8, spread: 0.4 },
    copperPerK: { nominal: 3.9e-3, spread: 0 },
    inductanceOutH: { nominal: 8e-3, spread: 0.8e-3 },
    inductanceInH: { nominal: 14e-3, spread: 1.4e-3 },
    coilSwitchOhm: { nominal: 0.4, spread: 0.1 },
    freewheelMv: { nominal: 800, spread: 100 },
    flybackMv: { nominal: 33_000, spread: 1_500 },
    // Heat.
    ambientC: { nominal: 23, spread: 0 },
    coilKPerW: { nominal: 25, spread: 3 },
    coilTimeS: { nominal: 240, spread: 40 },
} as const satisfies Record<string, Tolerance>

export type SolenoidParameters = Record<keyof typeof SOLENOID_TOLERANCES, number>

/** Every tolerance at its middle. */
export function nominalSolenoid(): SolenoidParameters {
    return nominalOf(SOLENOID_TOLERANCES)
}

/** One solenoid of the production. */
export function drawSolenoid(random: Random): SolenoidParameters {
    return drawFrom(SOLENOID_TOLERANCES, random)
}
