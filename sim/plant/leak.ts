/** The leak electrode behind the membrane, as wet or dry, and as its line reads. */

export class LeakElectrode {
    /** Fluid bridges it. */
    wet = false
    /** Level at which its line is stuck. */
    private stuck: boolean | undefined

    /** The line reads wet. */
    get reads(): boolean {
        return this.stuck ?? this.wet
    }

    /** `short`: fluid; stuckHigh, stuckLow: its line reads wet or dry, whatever happens. Throws for another kind. */
    fail(kind: string): void {
        if (kind === "short") this.wet = true
        else if (kind === "stuckHigh" || kind === "stuckLow") this.stuck = kind === "stuckHigh"
        else throw new Error(`leak electrode cannot fail as ${kind}`)
    }

    /** Cleaned and repaired. */
    heal(): void {
        this.wet = false
        this.stuck = undefined
    }
}
