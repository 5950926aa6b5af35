/**
 * Watches one pen and reports everything that must not be, when it happens: at every edge of drive energy, permission
 * and LIFE, at every stroke, and every millisecond between them. It looks at the plant; only `faultLeft` and
 * `falseAlarm` listen to what the program says.
 */
import type { Pen } from "../pen"
import { EnergyRules } from "./energyrules"
import { invariantNames, invariants, type InvariantName } from "./invariantnames"
import { isKnown } from "./known"
import { MarkRules } from "./markrules"
import { NeedleRules } from "./needlerules"
import { ProgramRules } from "./programrules"

/** Something that must not be, as it is told: what, how much, and when. */
export interface Violation {
    readonly invariant: string
    value: number
    readonly limit: number
    readonly atMs: number
    /** What else there is to say. */
    readonly text?: string
}

/** How a rule reports; `limit` where it depends on the circumstances. */
export type Report = (name: InvariantName, value: number, limit?: number) => void

/** Actions that break the program, which is a failure like any other. */
const PROGRAM_FAILURES = ["vm_hang", "vm_panic", "redeploy"]

export class Invariants {
    /** One for each invariant that was broken: when first, and its worst value. */
    readonly violations: Violation[] = []
    /** Worst value of each invariant, broken or not; only what was judged. */
    readonly worst: Partial<Record<InvariantName, number>> = {}
    /** Everything that has failed since the start, healed or not. */
    private readonly failures = new Set<string>()

    /** Installs itself; before the pen is switched on. `excused` are not judged. */
    constructor(
        private readonly pen: Pen,
        private readonly excused: readonly InvariantName[] = []
    ) {
        pen.observer.onCause(name => this.noteFailure(name))
        const report: Report = (name, value, limit) => this.judge(name, value, limit)
        const energy = new EnergyRules(pen, report, () => this.failures.size)
        const needles = new NeedleRules(pen, report)
        new MarkRules(pen, report)
        const program = new ProgramRules(pen, report, () => this.failures.size > 0)
        pen.observer.onLook(() => {
            energy.look()
            needles.look()
            program.look()
        })
    }

    /** The run is over: what was judged and never seen to rise was 0 at worst. */
    close(): void {
        for (const name of invariantNames) if (this.isJudged(name)) this.worst[name] ??= 0
    }

    /** Something else that must not be was found. */
    broken(name: InvariantName, value: number): void {
        this.judge(name, value)
    }

    private noteFailure(cause: string): void {
        if (cause.includes(".")) this.failures.add(cause)
        else if (PROGRAM_FAILURES.includes(cause)) this.failures.add("program")
    }

    private judge(
        name: InvariantName,
        value: number,
        limit: number = invariants[name].limit
    ): void {
        // Most looks find nothing worse than the one before.
        const shown = Math.round(value * 10) / 10
        if (shown <= (this.worst[name] ?? -Infinity) || !this.isJudged(name)) return
        this.worst[name] = shown
        if (shown <= limit) return
        const known = this.violations.find(one => one.invariant === name)
        if (known) known.value = Math.max(known.value, shown)
        else this.violations.push({ invariant: name, value: shown, limit, atMs: this.pen.nowMs })
    }

    private isJudged(name: InvariantName): boolean {
        if (this.excused.includes(name)) return false
        if (invariants[name].single && this.failures.size > 1) return false
        for (const fault of this.failures) if (isKnown(fault, name)) return false
        return true
    }
}
