/**
 * The interlock in every situation of `situations.ts`: safety properties, judged by a second writing
 * of the rules that shares no code with the first.
 */
import { expect, test } from "vitest"
import { Fault } from "../../src/core/fault"
import { Inhibit } from "../../src/core/inhibit"
import type { Inputs } from "../../src/core/inputs"
import { driveAllowed, type Interlock, step } from "../../src/core/interlock"
import { State, stateName } from "../../src/core/state"
import { expectDocument, table } from "./document"
import { eventRows } from "./events"
import { PairCounts, pairs } from "./pairs"
import { everySituation, situations } from "./situations"
import { enteredMs } from "./support"

/** The match rule as the requirement has it, for the adjustable cartridge of the situations. */
function matches(inputs: Inputs, acknowledged: boolean, confirmedUm: number): boolean {
    return (
        inputs.latchClosed &&
        inputs.cartridge === 0 &&
        !inputs.cartridgeChanged &&
        inputs.minUm <= inputs.depthUm &&
        inputs.depthUm <= Math.min(inputs.maxUm, inputs.profileMaxUm, 2500) &&
        (inputs.depthUm <= 1500 || confirmedUm === inputs.depthUm) &&
        inputs.homed &&
        inputs.calibrationGood &&
        inputs.chainProven &&
        inputs.stopClosed &&
        inputs.batteryPercent >= 20 &&
        acknowledged
    )
}

/** The same, whatever the battery has. */
const otherwiseMatches = (inputs: Inputs, { acknowledged, deepUm }: Interlock): boolean =>
    matches({ ...inputs, batteryPercent: 100 }, acknowledged, deepUm)

const measuredGood = (inputs: Inputs) => Math.abs(inputs.measuredUm - inputs.commandedUm) <= 80

type Rule = (before: Interlock, after: Interlock, inputs: Inputs) => boolean

/** Each rule is true in every situation. */
const rules: Record<string, Rule> = {
    "PEN-SAF-01: drive allowed: only with every term of the match rule": (_, after, inputs) =>
        !driveAllowed(after.state) || matches(inputs, after.acknowledged, after.deepUm),
    "PEN-SAF-01: into Arming: only from Ready, by a fresh trigger edge, with no inhibit": (
        before,
        after,
        inputs
    ) =>
        after.state !== State.Arming ||
        before.state === State.Arming ||
        (before.state === State.Ready &&
            inputs.triggerDown &&
            !before.triggerWasDown &&
            after.inhibits === 0 &&
            after.runDepthUm === inputs.depthUm &&
            measuredGood(inputs)),
    "PEN-SAF-01: into Running: only from Arming, armed, with the safety chain up": (
        before,
        after,
        inputs
    ) =>
        after.state !== State.Running ||
        before.state === State.Running ||
        (before.state === State.Arming && inputs.armed && inputs.strokeSafe),
    "PEN-SAF-05: drive allowed before: only as long as trigger, depth, chain and causes permit": (
        before,
        after,
        inputs
    ) =>
        !driveAllowed(before.state) ||
        !driveAllowed(after.state) ||
        (inputs.triggerDown &&
            inputs.cause === Fault.None &&
            inputs.depthUm === before.runDepthUm &&
            (inputs.strokeSafe || after.state === State.Arming)),
    "PEN-SAF-19: battery below its reserve alone: ends a run without a fault": (
        before,
        after,
        inputs
    ) =>
        !driveAllowed(before.state) ||
        inputs.batteryPercent >= 20 ||
        (after.state === State.Stopping &&
            (after.inhibits & Inhibit.BatteryLow) !== 0 &&
            (after.fault !== Fault.MatchLost || !otherwiseMatches(inputs, after))),
    "PEN-SAF-05: out of Arming and Running: only to Stopping": (before, after) =>
        !driveAllowed(before.state) || driveAllowed(after.state) || after.state === State.Stopping,
    "PEN-SAF-04: latch open while Arming or Running: the cartridge is removed": (
        before,
        after,
        inputs
    ) =>
        !driveAllowed(before.state) || inputs.latchClosed || after.fault === Fault.CartridgeRemoved,
    "PEN-SAF-11: a latched fault: stays what it is until a person clears it to Locked": (
        before,
        after,
        inputs
    ) =>
        (before.state !== State.Stopping && before.state !== State.Faulted) ||
        before.fault === Fault.None ||
        after.fault === before.fault ||
        (before.state === State.Faulted &&
            after.state === State.Locked &&
            after.fault === Fault.None &&
            inputs.clearEdge),
    "PEN-SAF-11: out of Faulted: only by clear, only without a cause, only to Locked": (
        before,
        after,
        inputs
    ) =>
        before.state !== State.Faulted ||
        after.state === State.Faulted ||
        after.state === State.Service ||
        (after.state === State.Locked &&
            inputs.clearEdge &&
            inputs.cause === Fault.None &&
            !after.acknowledged &&
            causeGone(before.fault, inputs)),
    "PEN-SAF-11: a fault shown: never in Ready, Arming or Running": (_, after) =>
        after.fault === Fault.None || (after.state !== State.Ready && !driveAllowed(after.state)),
    "PEN-SAF-11: slow strokes: pause, and are never latched": (_, after) =>
        after.fault !== Fault.DriveSlow,
    "PEN-SAF-11: a new cause at rest: is faulted at once": (before, after, inputs) =>
        (before.state !== State.Locked && before.state !== State.Ready) ||
        inputs.cause === Fault.None ||
        inputs.cause === Fault.DriveSlow ||
        (after.state === State.Faulted && after.fault === inputs.cause),
    "PEN-SAF-06: a restart while Running: Locked for as long as nobody acts": (
        before,
        after,
        inputs
    ) =>
        before.fault !== Fault.ProgramRestarted ||
        inputs.acknowledgeEdge ||
        inputs.clearEdge ||
        (!driveAllowed(after.state) && after.fault !== Fault.None),
    "PEN-SAF-10: a cartridge whose record is not good: no drive": (_, after, inputs) =>
        inputs.cartridge === 0 || !driveAllowed(after.state),
    "PEN-SAF-14: before the self-test has ended: SelfTest or Faulted": (before, after, inputs) =>
        before.state !== State.SelfTest ||
        inputs.selfTestDone ||
        after.state === State.SelfTest ||
        after.state === State.Faulted,
    "SelfTest: only from power-on": (before, after) =>
        after.state !== State.SelfTest || before.state === State.SelfTest,
    "PEN-SAF-18: deeper than 1,500 µm: only with this depth confirmed": (_, after, inputs) =>
        !driveAllowed(after.state) || inputs.depthUm <= 1500 || after.deepUm === inputs.depthUm,
    "Ready: only with the match rule, and no reason shown but a held trigger": (_, after, inputs) =>
        after.state !== State.Ready ||
        (matches(inputs, after.acknowledged, after.deepUm) &&
            after.inhibits === (inputs.triggerDown ? Inhibit.TriggerHeld : 0)),
    "Locked: only with a reason shown, but for the tick that ends the self-test": (before, after) =>
        after.state !== State.Locked || after.inhibits !== 0 || before.state === State.SelfTest,
    "a fault: is shown among the reasons, and only then": (_, after) =>
        (after.fault !== Fault.None) === ((after.inhibits & Inhibit.FaultLatched) !== 0),
    "the depth of a run: stays the same from Arming to Stopping, and ends there": (
        before,
        after
    ) =>
        driveAllowed(after.state) || after.state === State.Stopping
            ? before.runDepthUm < 0 || after.runDepthUm === before.runDepthUm
            : after.runDepthUm === -1,
    "the time of a state: begins when it is entered": (before, after) =>
        (after.sinceMs === before.sinceMs) === (after.state === before.state),
    "PEN-SAF-12: into Service: only at rest, asked for, without a cartridge, parked, 30 % of the battery":
        (before, after, inputs) =>
            after.state !== State.Service ||
            before.state === State.Service ||
            ((before.state === State.Locked || before.state === State.Faulted) &&
                inputs.serviceAsked &&
                !inputs.latchClosed &&
                (!inputs.calibrationGood || inputs.measuredUm <= 0) &&
                inputs.batteryPercent >= 30 &&
                (inputs.homed || before.state === State.Faulted)),
    "PEN-SAF-12: Service: shown among the reasons, and nothing leads out of it": (before, after) =>
        (before.state !== State.Service || after.state === State.Service) &&
        (after.state === State.Service) === ((after.inhibits & Inhibit.Updating) !== 0),
}

/** Whether what a fault stands for is over, term by term. */
function causeGone(fault: Fault, inputs: Inputs): boolean {
    const present = (inputs.cartridge & Inhibit.NoCartridge) === 0
    if (fault === Fault.CartridgeRemoved) return inputs.latchClosed && present
    if (fault === Fault.CartridgeChanged) return !(inputs.cartridgeChanged && inputs.latchClosed)
    if (fault === Fault.SelfTestFailed) return inputs.chainProven
    if (fault === Fault.ChainLost) return inputs.stopClosed && inputs.chainProven
    if (fault === Fault.MatchLost) return inputs.cartridge !== 0 || inputs.depthUm <= 2000
    if (fault === Fault.DepthDisagrees)
        return measuredGood(inputs) || !inputs.homed || !inputs.calibrationGood
    return true
}

const names = Object.keys(rules)
const judges = Object.values(rules)
const broken = new Map<string, string>()
const visited = { count: 0, follows: new Set<number>() }
/** Pairs are looked for in some situations only: their switches count in twos, so that an odd step meets all. */
const PAIRS_EVERY = 13
const pairCounts = new PairCounts()

everySituation((lock, inputs, nowMs) => {
    const before = { ...lock }
    if (visited.count % PAIRS_EVERY === 0) pairCounts.see(before, inputs, nowMs - enteredMs)
    step(lock, inputs, nowMs)
    visited.count++
    visited.follows.add(before.state * 8 + lock.state)
    for (let index = 0; index < judges.length; index++) {
        if (judges[index]!(before, lock, inputs)) continue
        const name = names[index]!
        if (!broken.has(name)) broken.set(name, JSON.stringify({ before, inputs, after: lock }))
    }
})

test.each(names)("interlock, every situation: %s", name => {
    expect(broken.get(name)).toBeUndefined()
})

test("interlock, every situation: all were visited", () => {
    expect(visited.count).toBe(situations)
    expect(situations).toBeGreaterThan(3_000_000)
})

test("interlock, every situation: each pair of state and event was visited", () => {
    const { visited: seen } = pairCounts
    expect(pairs.filter(pair => !seen.has(pair))).toEqual([])
    expect(pairs.length).toBeGreaterThan(250)
})

test("interlock, every situation: the tables in docs/interlock.md say what happens", async () => {
    const states = [0, 1, 2, 3, 4, 5, 6, 7]
    const rows = states.map(before => [
        `from ${stateName(before)}`,
        ...states.map(after => (visited.follows.has(before * 8 + after) ? "yes" : "")),
    ])
    const count = situations.toLocaleString("en")
    await expectDocument("interlock.md", {
        "table: one event at a time": table(eventRows()),
        "table: which state follows which": table([["", ...states.map(stateName)], ...rows]),
        count: `Visited: ${count} situations, in them ${pairs.length} pairs of state and event.`,
    })
})
