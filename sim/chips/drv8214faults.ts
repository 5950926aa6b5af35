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
 * stuckHigh    neither over-current nor stall ever trips
 * hiZ          IPROPI floats: ripples are seen at the set speed whatever the motor does, and no current, so no stall
 */
import { ChipFaults } from "./chipfaults"

/** The kinds that this chip can be told. */
export const driveFaultKinds = [
    "off",
    "stuck",
    "garbage",
    "wrong",
    "slow",
    "intermittent",
    "reset",
    "short",
    "open",
    "hiZ",
    "stuckHigh",
] as const

type Kind = (typeof driveFaultKinds)[number]

export class Drv8214Faults extends ChipFaults<Kind> {
    private accesses = 0

    constructor() {
        super("drive", "DRV8214", driveFaultKinds)
    }

    override start(kind: Kind, value: number, seed: number): void {
        super.start(kind, value, seed)
        this.accesses = 0
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
}
