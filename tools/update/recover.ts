/** What is wrong with a pen, and what makes it right again, for every way that an update can end. */
import { Failed } from "../outcome"
import type { Package } from "../release/package"
import type { PenStatus } from "./link"
import type { Records } from "./records"
import { prove } from "./prove"
import { planOf, putBack, type UpdateContext } from "./update"

/**
 * - `good`: the last good program, or the one that was there before the update.
 * - `new`: the program of the update that was under way.
 * - `none`: an interrupted deployment left no program; the drive has no power.
 * - `formatted`: no program, and no deployment was under way: the store was formatted, settings included.
 * - `unknown`: a program that nobody here knows.
 */
export type Finding = "good" | "new" | "none" | "formatted" | "unknown"

/** Tells the states of a pen that answers apart. */
export function diagnose(status: PenStatus, records: Records): Finding {
    const plan = planOf(records)
    const sent = records.journal().some(({ step }) => step === "sending")
    if (status.programBytes === 0) return records.unfinished && sent ? "none" : "formatted"
    const sha256 = status.programSha256
    if (records.unfinished && sha256 === plan?.to) return "new"
    const known = [records.known?.sha256, records.unfinished ? plan?.from : undefined]
    return known.includes(sha256) ? "good" : "unknown"
}

/**
 * Brings a pen back that answers: proves a program that it knows, and sends one where there is none or an unknown one.
 * `pending` is the package of an update that was under way. Throws `Failed` when there is nothing to send.
 */
export async function recover(
    context: UpdateContext,
    status: PenStatus,
    pending: Package | undefined
): Promise<Finding> {
    const { link, records } = context
    const finding = diagnose(status, records)
    const from = status.programSha256
    if (finding === "good" || finding === "new") {
        try {
            await prove(link, from)
        } catch (error) {
            if (!(error instanceof Failed)) throw error
            await putBack(context, choose(context.good, pending, error.message), from)
            return finding
        }
        if (finding === "new" && pending) {
            const counter = Math.max(pending.manifest.counter, records.known?.counter ?? 0)
            records.confirm({ counter, sha256: from })
            records.append({ step: "confirmed", from: planOf(records)?.from ?? "", to: from })
        } else if (records.unfinished)
            records.append({ step: "put back", from, to: from, note: "nothing had been changed" })
        return finding
    }
    await putBack(context, choose(context.good, pending, `program: ${finding}`), from)
    return finding
}

function choose(good: Package | undefined, pending: Package | undefined, why: string): Package {
    const found = good ?? pending
    if (found) return found
    throw new Failed(
        `${why}, and no package is kept for this pen: name one with --package FILE to send it`
    )
}
