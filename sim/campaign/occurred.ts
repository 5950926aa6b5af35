/**
 * Whether a cause truly occurred: asked of the plant just before the step that is the cause, or, where only the
 * sequel tells, watched from then on.
 */
import { camOffsetUm } from "../plant/cam"
import type { Pen } from "../pen"

/** A cam that turns more slowly than this is coming to rest. */
const TURNING_HZ = 5

const occurrences = {
    /** The step was reached; nothing else is needed. */
    always: () => true,
    /** Drive energy at the motor. */
    drivePowered: ({ world }: Pen) => world.plant.drivePowered,
    /** The cam turns, with a cartridge on the rod that reaches beyond the nose plane. */
    stroking: ({ world: { plant } }: Pen) =>
        plant.drivePowered && plant.fitted && plant.reachUm > 0 && plant.motor.rateHz > TURNING_HZ,
    /** Needles reach beyond the nose plane at the bottom of a stroke, whether or not one is made. */
    out: ({ world: { plant } }: Pen) => plant.fitted && plant.reachUm > 0,
    /** Nothing drives the needles and they are in. */
    atRest: ({ world: { plant } }: Pen) => !plant.drivePowered && plant.reachUm <= 0,
    fitted: ({ world }: Pen) => world.plant.fitted,
    empty: ({ world }: Pen) => !world.plant.fitted,
} as const satisfies Record<string, (pen: Pen) => boolean>

/** How often a sequel is looked at. */
const LOOK_US = 1_000

const sequels = {
    /** The cam comes to rest where needles at the depth of that moment stand out of the nose plane. */
    restsOut: (pen: Pen) => {
        const { plant } = pen.world
        const { reachUm } = plant
        let out = false
        const look = (): void => {
            if (plant.drivePowered || plant.motor.speedRadPerS !== 0) pen.clock.after(LOOK_US, look)
            else out = reachUm + camOffsetUm(plant.parameters.strokeUm, plant.motor.angleRad) > 0
        }
        pen.clock.after(LOOK_US, look)
        return () => out
    },
} as const satisfies Record<string, (pen: Pen) => () => boolean>

export type Occurrence = keyof typeof occurrences | keyof typeof sequels
export const occurrenceNames = [...Object.keys(occurrences), ...Object.keys(sequels)] as [
    Occurrence,
    ...Occurrence[],
]

/** Called just before the cause; the answer is asked for at the end of the run. */
export function watchOccurrence(name: Occurrence, pen: Pen): () => boolean {
    if (name in sequels) return sequels[name as keyof typeof sequels](pen)
    const seen = occurrences[name as keyof typeof occurrences](pen)
    return () => seen
}
