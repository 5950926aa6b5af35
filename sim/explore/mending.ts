/** The end of a session: everything is mended, and a person does what one tries on a pen that will not start. */
import type { Action, Plan } from "./plan"
import type { Remedies } from "./play"

/** Steps after those of the plan, and by when the pen has to be Ready by each of them: the least first. */
export function mending(plan: Plan): { steps: object[]; remedies: Remedies } {
    const steps: object[] = []
    const remedies: { what: string; byMs: number }[] = []
    // Power may be off, and a hang may last, for 1.5 s after the last step; a dead program comes back later.
    let atMs = Math.max(plan.atMs + 1_600, plan.deadUntilMs)
    const then = (afterMs: number, action: Action): void => {
        atMs += afterMs
        steps.push({ atMs, ...action })
    }
    const ready = (what: string): void => {
        atMs += 400
        remedies.push({ what, byMs: atMs })
    }
    // A used cartridge stays used: each time a new one like the first.
    const fitAnew = (cartridge: string): void => {
        then(300, { do: "remove" })
        then(300, { do: "insert", cartridge })
        then(0, { do: "set_depth", um: 1_000 })
    }
    const clear = (): void => {
        then(700, { do: "clear_fault" })
        then(900, { do: "acknowledge" })
    }
    for (const unit of plan.failed) then(0, { do: "heal", unit })
    then(0, { do: "release" })
    then(0, { do: "foot", a: false, b: false })
    fitAnew("c")
    clear()
    ready("clear and acknowledge")
    clear()
    ready("the same once more")
    // A program that panicked or hung for long starts again after five seconds.
    atMs += 5_000
    clear()
    ready("wait for the restart")
    clear()
    ready("acknowledge it")
    then(0, { do: "power_cut", offMs: 500 })
    atMs += 4_000
    fitAnew("d")
    clear()
    ready("switch off and on")
    return { steps, remedies }
}
