/** Plays a scenario on the shipped bytecode, in virtual time, and reports what happened at the plant. */
import { createHash } from "node:crypto"
import { act, checkSteps } from "./actions"
import { checkExpectations } from "./expect"
import { hostMs } from "./hosttime"
import { Pen, type PenOptions } from "./pen"
import type { RunEvent, RunResult, Sample } from "./result"
import type { Scenario, Step } from "./scenario"
import { plugPeer } from "./servicestep"

/** What a pen is made with beside its scenario. */
export type PenMeans = Pick<PenOptions, "trace" | "wasm" | "machine" | "charge" | "chain" | "plant">

export interface RunOptions extends PenMeans {
    onProgress?: (virtualMs: number) => void
    /** Filled with the world every 5 ms. */
    samples?: Sample[]
}

const SAMPLE_MS = 5
const PROGRESS_MS = 250

/** Runs to the scenario's end. Throws `Refusal` for what this pen cannot do. */
export async function runScenario(
    scenario: Scenario,
    bytecode: Uint8Array,
    options: RunOptions = {}
): Promise<RunResult> {
    checkSteps(scenario)
    const pen = await makePen(scenario, bytecode, options)
    const startedMs = hostMs()
    schedule(pen, scenario)
    if (options.samples) sampleEvery(pen, options.samples)
    pen.powerOn()
    for (let atMs = 0; atMs < scenario.untilMs;) {
        atMs = Math.min(atMs + PROGRESS_MS, scenario.untilMs)
        pen.runUntil(atMs)
        options.onProgress?.(atMs)
    }
    return resultOf(pen, scenario, hostMs() - startedMs)
}

/** A pen as a scenario describes it, switched off. */
export async function makePen(
    scenario: Scenario,
    bytecode: Uint8Array,
    means: PenMeans = {}
): Promise<Pen> {
    const pen = await Pen.make({
        seed: scenario.seed,
        bytecode,
        variant: scenario.variant,
        calibration: scenario.pen.calibration,
        batteryPercent: scenario.pen.batteryPercent,
        temperatureC: scenario.pen.temperatureC,
        triggerMode: scenario.pen.triggerMode,
        ...(scenario.pen.clock === "set" ? { date: scenario.date } : { date: null }),
        sessionWindowMinutes: scenario.pen.sessionWindowMinutes,
        ...means,
    })
    if (hasPeer(scenario)) plugPeer(pen)
    if (isStrapped(scenario)) pen.world.chain.benchStrap.set(1)
    return pen
}

function hasPeer({ steps }: Scenario): boolean {
    return steps.some(step => step.do === "service")
}

/** Whether the bench strap is closed, so that a peer is heard with a cartridge fitted. */
export function isStrapped(scenario: Scenario): boolean {
    return scenario.pen.benchStrap ?? hasPeer(scenario)
}

/** Has every step of a scenario happen when its time comes. */
export function schedule(pen: Pen, scenario: Scenario): void {
    for (const step of scenario.steps) scheduleStep(pen, scenario, step)
}

/** Has one step happen when its time comes, which is not yet past. */
export function scheduleStep(pen: Pen, scenario: Scenario, step: Step): void {
    pen.clock.ahead(step.atMs * 1000, () => {
        pen.events.push(stepEvent(pen.nowMs, step))
        act(pen, scenario, step)
    })
}

function stepEvent(atMs: number, step: Step): RunEvent {
    const details = Object.entries(step)
        .filter(([key, value]) => key !== "atMs" && key !== "do" && value !== undefined)
        // An event's own `kind` says what sort of event it is.
        .map(([key, value]) => [key === "kind" ? "fault" : key, plain(value)])
    return { atMs, kind: "step", do: step.do, ...(Object.fromEntries(details) as object) }
}

function plain(value: unknown): string | number {
    return Array.isArray(value) ? value.join(", ") : (value as string | number)
}

function sampleEvery(pen: Pen, samples: Sample[]): void {
    const { world, firmware, truth } = pen
    const look = (): void => {
        samples.push({
            atMs: pen.nowMs,
            selectedUm: truth.depthUm,
            commandedUm: world.axis.commandedUm,
            carriageUm: Math.round(world.plant.carriageUm),
            tipMaxUm: Math.round(world.plant.fitted ? world.plant.reachUm : world.plant.carriageUm),
            rateHz: Math.round(world.plant.motor.rateHz * 10) / 10,
            state: firmware.state,
            strokeSafe: world.chain.strokeSafe.value,
            motorMa: Math.round(world.plant.currentMa()),
        })
        pen.clock.after(SAMPLE_MS * 1000, look)
    }
    look()
}

/** The result of a pen that has run a scenario. */
export function resultOf(pen: Pen, scenario: Scenario, ranMs: number): RunResult {
    const { firmware, observer } = pen
    const result: RunResult = {
        schema: 1,
        variant: scenario.variant,
        seed: scenario.seed,
        bytecodeSha256: createHash("sha256").update(pen.bytecode).digest("hex"),
        traceSha256: pen.trace.digest(),
        virtualMs: scenario.untilMs,
        hostMs: Math.round(ranMs * 10) / 10,
        speedup: Math.round((scenario.untilMs / ranMs) * 10) / 10,
        final: {
            state: firmware.state,
            fault: firmware.fault,
            inhibits: firmware.inhibits,
            depthUm: firmware.depthUm,
        },
        plant: observer.figures(),
        reactions: observer.reactions.map(
            ({ cause, atMs, driveOffMs, firmwareOffMs, retractedMs }) => ({
                cause,
                atMs,
                driveOffMs: tenths(driveOffMs),
                firmwareOffMs: tenths(firmwareOffMs),
                retractedMs: tenths(retractedMs),
            })
        ),
        messages: firmware.messages,
        events: pen.events,
        expect: { ok: true, failed: [] },
    }
    result.expect = checkExpectations(scenario.expect, result)
    return result
}

function tenths(ms: number | null): number | null {
    return ms === null ? null : Math.round(ms * 10) / 10
}
