/** A power switch that follows its control after a delay; a control that returns in time changes nothing. */
import type { Alarm, Clock } from "../clock"
import { Held } from "./held"

export class DelayedSwitch {
    readonly output: Held
    private pending: Alarm | undefined
    private control = false

    constructor(
        private readonly clock: Clock,
        name: string,
        readonly onDelayUs: number,
        readonly offDelayUs: number
    ) {
        this.output = new Held(name, 0)
    }

    set(control: boolean): void {
        if (control === this.control) return
        this.control = control
        this.pending?.cancel()
        const delayUs = control ? this.onDelayUs : this.offDelayUs
        this.pending = this.clock.after(delayUs, () => this.output.drive(control))
    }

    /** Supply gone: the switch falls open without waiting. */
    drop(): void {
        this.control = false
        this.pending?.cancel()
        this.output.drive(0)
    }
}
