/**
 * What can go wrong with the coil chip, in the words of a scenario's `fault` action (unit `solenoid`).
 *
 * off     no supply: no answer, output off, registers lost
 * stuck   registers keep their values, writes are lost
 * garbage the reply line carries noise; commands and writes still arrive
 * wrong   regulates to `value` milliamperes (default 60) more than its code says
 * reset   back to its power-on values once
 * open    the coil is open: no current
 * short   the output transistor is shorted: the coil conducts, whatever the chip is told
 */
import { ChipFaults } from "./chipfaults"

/** The kinds that this chip can be told. */
export const solenoidFaultKinds = [
    "off",
    "stuck",
    "garbage",
    "wrong",
    "reset",
    "open",
    "short",
] as const

export type SolenoidFaultKind = (typeof solenoidFaultKinds)[number]

const defaultExcessMa = 60

export class Max22200aFaults extends ChipFaults<SolenoidFaultKind> {
    constructor() {
        super("solenoid", "MAX22200A", solenoidFaultKinds)
    }

    /** Current above what the code asks for. */
    excessMa(): number {
        return this.active === "wrong" ? this.amount || defaultExcessMa : 0
    }

    /** What the master sees instead of `honest`. */
    reply(honest: number): number {
        return this.active === "garbage" ? this.nextNoise() : honest
    }
}
