/** The fault that a chip outside the common I2C base is told to have: one at a time, with its own noise. */
import { Random } from "../random"
import type { FaultKind } from "../faulttable"

export class ChipFaults<Kind extends FaultKind> {
    protected active: Kind | undefined
    /** What the kind needs; 0 stands for its default. */
    protected amount = 0
    private noise: Random

    /** `unit` is the word of a scenario, `part` names the stream of noise. */
    constructor(
        private readonly unit: string,
        private readonly part: string,
        private readonly kinds: readonly Kind[]
    ) {
        this.noise = new Random(1, part)
    }

    /** The kind of that name; throws RangeError for a name that means nothing to this chip. */
    named(name: string): Kind {
        const found = this.kinds.find(kind => kind === name)
        if (found !== undefined) return found
        const known = this.kinds.join(", ")
        throw new RangeError(`${this.unit}: no fault "${name}": expected one of ${known}`)
    }

    /** Begins a fault; `seed` makes its noise another one. */
    start(kind: Kind, value: number, seed: number): void {
        this.active = kind
        this.amount = value
        this.noise = new Random(seed, this.part)
    }

    end(): void {
        this.active = undefined
    }

    is(kind: Kind): boolean {
        return this.active === kind
    }

    nextNoise(): number {
        return this.noise.integer(0, 255)
    }
}
