/**
 * What can go wrong with the stroke drive chip, in the words of a scenario's `fault` action (unit
 * `drive`).
 *
 * off          no VCC: not acknowledged, bridge off, registers lost
 * stuck        the logic hangs: acknowledges, obeys nothing, reads repeat, the bridge stays as it was
 *              until nSLEEP takes it off
 * garbage      reads are noise; writes still arrive
 * wrong        regulates to `value` percent (default 150) of the set speed, which is what it reports,
 *              because it sees too few ripples or too many
 * slow         delivers at most `value` percent (default 25) of its duty
 * intermittent one access in three is not acknowledged
 * reset        VCC dips once: registers lost
 * short        a bridge transistor is shorted: drives at full supply whatever nSLEEP and registers say
 * open         an output is open: never drives
 */
import { Random } from "../random"

const kinds = [
    "off",
    "stuck",
    "garbage",
    "wrong",
    "slow",
    "intermittent",
    "reset",
    "short",
    "open",
] as const

export type DriveFaultKind = (typeof kinds)[number]

/** The kinds that this chip can be told. */
export const driveFaultKinds: readonly string[] = kinds

/** The kind of that name; throws RangeError for a name that means nothing to this chip. */
export function driveFault(name: string): DriveFaultKind {
    const found = kinds.find(kind => kind === name)
    if (found === undefined)
        throw new RangeError(`drive: no fault "${name}": expected one of ${kinds.join(", ")}`)
    return found
}

export class Drv8214Faults {
    private active: DriveFaultKind | undefined
    private amount = 0
    private accesses = 0
    private noise = new Random(1, "DRV8214")

    /** `value` 0 stands for the default of the kind; `seed` makes the noise another one. */
    start(kind: DriveFaultKind, value: number, seed: number): void {
        this.active = kind
        this.amount = value
        this.accesses = 0
        this.noise = new Random(seed, "DRV8214")
    }

    end(): void {
        this.active = undefined
    }

    is(kind: DriveFaultKind): boolean {
        return this.active === kind
    }

    /** Whether the next START is acknowledged. */
    acknowledges(): boolean {
        this.accesses++
        if (this.active === "off") return false
        return this.active !== "intermittent" || this.accesses % 3 !== 0
    }

    /** Share of the true ripples that the chip sees. */
    rippleShare(): number {
        return this.active === "wrong" ? 100 / (this.amount || 150) : 1
    }

    /** Share of full duty that it can deliver. */
    dutyShare(): number {
        return this.active === "slow" ? (this.amount || 25) / 100 : 1
    }

    nextNoise(): number {
        return this.noise.integer(0, 255)
    }
}
