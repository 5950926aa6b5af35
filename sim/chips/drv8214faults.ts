/**
 * What can go wrong with the stroke drive chip, in the words of a scenario's `fault` action (unit
 * `drive`).
 *
 * off          no VCC: not acknowledged, bridge off, registers lost
 * stuck        the logic hangs: acknowledges, obeys nothing, reads repeat, the bridge stays as it was
 *              until nSLEEP takes it off
 * garbage      reads are noise; writes still arrive
 * wrong        sees only `value` percent (default 50) of the ripples: runs too fast and reports the set speed
 * slow         delivers at most `value` percent (default 25) of its duty
 * intermittent one access in three is not acknowledged
 * reset        VCC dips once: registers lost
 * short        a bridge transistor is shorted: drives at full supply whatever nSLEEP and registers say
 * open         an output is open: never drives
 */

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
    private amount: number | undefined
    private accesses = 0
    private noise = 1

    start(kind: DriveFaultKind, value: number | undefined): void {
        this.active = kind
        this.amount = value
        this.accesses = 0
        this.noise = 1
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
        return this.active === "wrong" ? (this.amount ?? 50) / 100 : 1
    }

    /** Share of full duty that it can deliver. */
    dutyShare(): number {
        return this.active === "slow" ? (this.amount ?? 25) / 100 : 1
    }

    /** Eight steps of a 16-bit shift register, so that the same run sees the same noise. */
    nextNoise(): number {
        for (let bit = 0; bit < 8; bit++)
            this.noise = (this.noise >> 1) ^ (this.noise & 1 ? 0xb400 : 0)
        return this.noise & 0xff
    }
}
