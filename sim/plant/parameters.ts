/**
 * Every number of the mechanics and its pen-to-pen tolerance. Sources stand in docs/plant.md, one row for each
 * name; a test compares the two. Drawn once per pen, uniformly within nominal ± spread.
 */
import type { Random } from "../random"

export interface Tolerance {
    readonly nominal: number
    readonly spread: number
}

export const TOLERANCES = {
    // Lead screw and carriage.
    startUm: { nominal: -200, spread: 100 },
    innerStopUm: { nominal: -600, spread: 0 },
    outerStopUm: { nominal: 2_900, spread: 0 },
    screwPitchPpm: { nominal: 0, spread: 2_000 },
    backlashUm: { nominal: 40, spread: 20 },
    holdForceN: { nominal: 8, spread: 1 },
    referenceUm: { nominal: -450, spread: 60 },
    referenceHysteresisUm: { nominal: 10, spread: 0 },
    noseUm: { nominal: 0, spread: 20 },
    // Magnet on the carriage.
    magnetGainMtPerMm: { nominal: 25, spread: 1.25 },
    magnetCentreUm: { nominal: 1_000, spread: 0 },
    magnetOffsetMt: { nominal: 0, spread: 0.3 },
    magnetCubicMtPerMm3: { nominal: -0.2, spread: 0.1 },
    // Motor and cam.
    strokeUm: { nominal: 3_500, spread: 0 },
    camStartRad: { nominal: Math.PI, spread: Math.PI },
    motorOhm: { nominal: 2.2, spread: 0.11 },
    motorVoltSecondPerRad: { nominal: 5.89e-3, spread: 0.15e-3 },
    inertiaKgM2: { nominal: 4.5e-8, spread: 0.2e-8 },
    frictionNm: { nominal: 0.8e-3, spread: 0.16e-3 },
    viscousNmSecond: { nominal: 2e-8, spread: 1e-8 },
    bridgeOhm: { nominal: 0.28, spread: 0.05 },
    brakeOhm: { nominal: 3, spread: 1 },
    // Cartridge.
    cartridgeSpringN: { nominal: 0.8, spread: 0.2 },
    camSpringN: { nominal: 0.1, spread: 0.05 },
    skinNPerNeedle: { nominal: 0.026, spread: 0.004 },
    seatUm: { nominal: 0, spread: 60 },
    latchHallUs: { nominal: 60, spread: 40 },
    // Battery.
    batteryPercent: { nominal: 90, spread: 0 },
    batteryOhm: { nominal: 0.15, spread: 0.05 },
    batteryIdleMa: { nominal: 80, spread: 20 },
} as const satisfies Record<string, Tolerance>

export type PlantParameters = Record<keyof typeof TOLERANCES, number>

/** Nominal pen: every tolerance at its middle. */
export function nominalParameters(): PlantParameters {
    return nominalOf(TOLERANCES)
}

/** One pen of the production. `seatUm` stays a bound: it is drawn again at each insertion. */
export function drawParameters(random: Random): PlantParameters {
    const drawn = drawFrom(TOLERANCES, random)
    drawn.seatUm = TOLERANCES.seatUm.spread
    return drawn
}

/** -1 … +1, uniform in steps of a millionth. */
export function symmetric(random: Random): number {
    return random.integer(-1_000_000, 1_000_000) / 1_000_000
}

/** Every tolerance of a table at its middle. */
export function nominalOf<Name extends string>(
    tolerances: Record<Name, Tolerance>
): Record<Name, number> {
    return mapTolerances(tolerances, ({ nominal }) => nominal)
}

/** One draw of each tolerance, in the order of the table. */
export function drawFrom<Name extends string>(
    tolerances: Record<Name, Tolerance>,
    random: Random
): Record<Name, number> {
    return mapTolerances(tolerances, ({ nominal, spread }) => nominal + spread * symmetric(random))
}

function mapTolerances<Name extends string>(
    tolerances: Record<Name, Tolerance>,
    choose: (tolerance: Tolerance) => number
): Record<Name, number> {
    const entries = Object.entries<Tolerance>(tolerances)
    return Object.fromEntries(entries.map(([name, value]) => [name, choose(value)])) as Record<
        Name,
        number
    >
}
