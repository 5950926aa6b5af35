/** Whether a cause truly occurred: asked of the plant just before the step that is the cause. */
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

export type Occurrence = keyof typeof occurrences
export const occurrenceNames = Object.keys(occurrences) as [Occurrence, ...Occurrence[]]

export function hasOccurred(name: Occurrence, pen: Pen): boolean {
    return occurrences[name](pen)
}
