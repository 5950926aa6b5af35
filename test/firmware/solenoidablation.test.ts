/**
 * What the solenoid's depth sensor, spring and current limit are for: each is taken out of the simulated pen, one at a
 * time, and the same act, asked the same question, then breaks the requirement that it stands for.
 */
import { describe, expect, test } from "vitest"
import { Reach } from "../support/reach"
import { runningTreatment, type Treatment } from "../support/treatment"

const SEEDS = [31, 32, 33]

interface Part {
    readonly part: string
    readonly requirement: string
    readonly depthUm: number
    /** Takes the part out of the world of a pen that runs. */
    remove(pen: Treatment): void
    /** What happens then, with the part and without it. */
    act(pen: Treatment): void
    /** The worst that the plant showed, and what the requirement allows. */
    worst(pen: Treatment, reach: Reach): number
    readonly limit: number
}

const parts: readonly Part[] = [
    {
        part: "depth sensor",
        requirement: "PEN-SAF-02: over the selected depth, um",
        depthUm: 1_000,
        // Nothing follows the magnet any more; what it showed last stays, converted anew each time.
        remove: ({ pen }) => {
            const fieldMt = pen.world.plant.fieldMt()
            pen.world.plant.fieldMt = () => fieldMt
        },
        act: pen => pen.do({ do: "fault", unit: "solenoid", kind: "wrong", value: 60 }).wait(500),
        worst: (_, reach) => reach.highestUm - 1_000,
        limit: 200,
    },
    {
        part: "spring",
        requirement: "PEN-SAF-16: needles in after the cartridge was pulled, ms",
        depthUm: 2_500,
        remove: ({ pen }) =>
            Object.assign(pen.world.plant.solenoid.parameters, {
                returnPreloadN: 0,
                returnNPerMm: 0,
            }),
        act: pen => pen.do({ do: "remove" }).wait(500),
        worst: pen => pen.reaction.retractedMs ?? Infinity,
        limit: 60,
    },
    {
        part: "current limit",
        requirement: "PEN-SAF-03: beyond the depth + 50 um, um",
        depthUm: 1_000,
        // The output conducts whenever it is asked for any current, as long as the chain lets it.
        remove: ({ pen }) => {
            const { axis, solenoid } = pen.world
            Object.defineProperty(axis, "drive", {
                get: () =>
                    solenoid.drive.bridge === "drive"
                        ? { ...solenoid.drive, targetMa: Infinity, leastFraction: 1 }
                        : solenoid.drive,
            })
        },
        act: pen => pen.wait(500),
        worst: (_, reach) => reach.highestUm - 1_050,
        // Nose, seat and what a weaker cartridge spring than the gauge's is worth.
        limit: 35,
    },
]

async function worstOf(part: Part, removed: boolean): Promise<number> {
    let worst = -Infinity
    for (const seed of SEEDS) {
        const pen = await runningTreatment({ variant: "solenoid", seed, depthUm: part.depthUm })
        const reach = new Reach(pen.pen)
        if (removed) part.remove(pen)
        part.act(pen)
        worst = Math.max(worst, part.worst(pen, reach))
    }
    return worst
}

describe("solenoid: what its parts are for", () => {
    for (const part of parts)
        test(`${part.requirement}: kept with the ${part.part}, broken without it`, async () => {
            const full = await worstOf(part, false)
            const removed = await worstOf(part, true)
            console.log(
                `${part.part}: ${full.toFixed(0)} with it, ${removed.toFixed(0)} without; ${part.limit} allowed`
            )
            expect(full).toBeLessThanOrEqual(part.limit)
            expect(removed).toBeGreaterThan(part.limit)
        }, 60_000)
})
