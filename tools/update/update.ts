/**
 * The update of a pen: check, make safe, save, send, read back, start, confirm; and if that fails, put back what was
 * there. Each step stands in the journal before it is taken (PEN-SAF-22).
 */
import { refuse } from "../../sim/refusal"
import { Failed } from "../outcome"
import type { Package, PackageManifest } from "../release/package"
import { programBytesMax } from "../release/store"
import type { PenLink, PenStatus } from "./link"
import { lostBetween } from "./memory"
import { prove } from "./prove"
import type { JournalLine, Records, Step } from "./records"

export interface UpdateHooks {
    step: (step: Step, note?: string) => void
    progress(bytes: number): void
}

export interface UpdateContext {
    readonly link: PenLink
    readonly records: Records
    /** The last package that this pen was well with. */
    readonly good?: Package
    readonly hooks: UpdateHooks
}

/** Refuses a package that does not fit this pen or this tool. Throws `Refusal`. */
export function checkFit(
    { manifest, bytecode }: Package,
    status: PenStatus,
    known: number,
    toolVersion: string,
    source: string
): void {
    if (compareVersions(toolVersion, manifest.toolVersionMin) < 0)
        throw refuse(source, "toolVersionMin", `a tool of ${manifest.toolVersionMin}`, toolVersion)
    if (Number(manifest.productId) !== status.productId) {
        const expected = `a package for the board 0x${status.productId.toString(16)} of this pen`
        throw refuse(source, "productId", expected, `${manifest.productId} (${manifest.variant})`)
    }
    const [major, minor] = manifest.bytecode.format.split(".").map(Number)
    // The runtime takes its own major version and no newer minor one (devicescript `verify.c`).
    if (major !== status.runtime[0] || minor! > status.runtime[1]) {
        const expected = `bytecode for runtime ${status.runtime.join(".")} of this pen`
        throw refuse(source, "bytecode.format", expected, manifest.bytecode.format)
    }
    if (bytecode.length > programBytesMax())
        throw refuse(source, "bytecode", `at most ${programBytesMax()} bytes`, bytecode.length)
    if (manifest.counter < known && !manifest.allowOlder) {
        const expected = `at least ${known}, which this pen has had (older ones are refused)`
        throw refuse(source, "counter", expected, manifest.counter)
    }
}

export function compareVersions(one: string, other: string): number {
    const [a, b] = [one, other].map(text => text.split(".").map(Number))
    const at = a!.findIndex((part, index) => part !== b![index])
    return at < 0 ? 0 : a![at]! - b![at]!
}

/** Updates a pen that has a program. `content` is the package as a file. */
export async function update(
    context: UpdateContext,
    update: Package,
    content: Uint8Array,
    status: PenStatus
): Promise<void> {
    const { link, records } = context
    if (records.unfinished)
        throw new Failed(
            "an update of this pen is not finished: say --resume, or use `pen recover`"
        )
    const plan = { from: status.programSha256, to: update.manifest.bytecode.sha256 }
    const older = records.known !== undefined && update.manifest.counter < records.known.counter
    const note = older ? `counter ${update.manifest.counter} replaces a higher one` : undefined
    records.begin(content, { step: "planned", ...plan, ...(note === undefined ? {} : { note }) })
    context.hooks.step("planned", note)
    try {
        if (status.programBytes > 0) await link.enterService()
        log(context, plan, "service")
        await saveMemory(context, plan)
        if (status.programBytes > 0) await link.outputsOff()
        log(context, plan, "off")
    } catch (error) {
        // Nothing was touched yet, so there is nothing to go on with.
        if (error instanceof Failed) log(context, plan, "failed", error.message)
        throw error
    }
    await send(context, update, plan)
}

/** Goes on with an update that was interrupted, from whatever the pen holds now. */
export async function resume(
    context: UpdateContext,
    update: Package,
    status: PenStatus
): Promise<void> {
    const { link, records } = context
    const plan = planOf(records)
    if (!records.unfinished || !plan)
        throw new Failed("no update of this pen is under way: say `pen update PACKAGE`")
    if (status.programSha256 === plan.to) {
        await finish(context, update.manifest, plan)
        return
    }
    if (status.programBytes > 0 && status.programSha256 === plan.from) {
        await link.enterService()
        await saveMemory(context, plan)
        await link.outputsOff()
    }
    await send(context, update, plan)
}

type Plan = Pick<JournalLine, "from" | "to">

export function planOf(records: Records): Plan | undefined {
    const first = records.journal()[0]
    return first && { from: first.from, to: first.to }
}

function log({ records, hooks }: UpdateContext, plan: Plan, step: Step, note?: string): void {
    records.append({ step, ...plan, ...(note === undefined ? {} : { note }) })
    hooks.step(step, note)
}

async function saveMemory(context: UpdateContext, plan: Plan): Promise<void> {
    const memory = await context.link.readMemory()
    const note = memory
        ? context.records.saveMemory(memory)
        : "this program cannot read its memory out; the update does not write to it"
    log(context, plan, "saved", note)
}

async function send(context: UpdateContext, update: Package, plan: Plan): Promise<void> {
    log(context, plan, "sending")
    await context.link.deploy(update.bytecode, bytes => context.hooks.progress(bytes))
    log(context, plan, "sent")
    await finish(context, update.manifest, plan)
}

/** Reads back, waits for the self-test, and only then believes in it; else puts back what was good. */
async function finish(
    context: UpdateContext,
    manifest: PackageManifest,
    plan: Plan
): Promise<void> {
    const { link, records, good } = context
    try {
        await prove(link, plan.to)
    } catch (error) {
        if (!(error instanceof Failed)) throw error
        const after = good ? "The last good program is put back." : "No other package is kept."
        context.hooks.step("failed", `${error.message}. ${after}`)
        if (!good) log(context, plan, "failed", error.message)
        else await putBack(context, good, plan.to)
        throw new Failed(`${error.message}. ${after}`)
    }
    log(context, plan, "verified")
    const counter = Math.max(manifest.counter, records.known?.counter ?? 0)
    records.confirm({ counter, sha256: plan.to })
    const { note, lost } = await conclude(context, manifest.counter)
    log(context, plan, "confirmed", note)
    if (lost.length > 0)
        throw new Failed(
            `updated and proved, but the pen's memory is not what it was: ${lost.join(", ")}. Use the pen no more, ` +
                `and have it serviced; ${records.memoryPath} is what it held before`
        )
}

/**
 * In Service for a last time: whether journal and calibration are what they were, and a note in the journal. Returns
 * what was lost, and why there is no note.
 */
async function conclude(
    { link, records }: UpdateContext,
    counter: number
): Promise<{ note?: string; lost: string[] }> {
    if (!(await link.hasJournal())) return { note: "the program has no journal service", lost: [] }
    try {
        await link.enterService()
    } catch (error) {
        if (error instanceof Failed) return { note: error.message, lost: [] }
        throw error
    }
    const before = records.memory
    const after = before && (await link.readMemory())
    const lost = before && after ? lostBetween(before, after) : []
    const refused = await link.noteUpdate(counter)
    await link.leaveService()
    return { ...(refused === undefined ? {} : { note: refused }), lost }
}

/** Sends a program that was good before, to a pen that has none, or a wrong one. */
export async function putBack(context: UpdateContext, good: Package, from: string): Promise<void> {
    const { link } = context
    const plan = { from, to: good.manifest.bytecode.sha256 }
    await link.deploy(good.bytecode, bytes => context.hooks.progress(bytes))
    await prove(link, plan.to)
    log(context, plan, "put back")
}
