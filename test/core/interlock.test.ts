import { expect, test } from "vitest"
import { Fault, faultName } from "../../src/core/fault"
import { Inhibit, inhibitNames } from "../../src/core/inhibit"
import type { Inputs } from "../../src/core/inputs"
import { driveAllowed, type Interlock, newInterlock, step } from "../../src/core/interlock"
import { Kind } from "../../src/core/kind"
import { State, stateName } from "../../src/core/state"
import { depthUm, enteredMs, goodInputs, inputsIn, lockIn } from "./support"

/** One tick after another, 10 ms apart, from a given state. */
class Bench {
    nowMs = enteredMs
    readonly inputs: Inputs
    constructor(
        readonly lock: Interlock,
        inputs: Inputs
    ) {
        this.inputs = inputs
    }

    static in(state: State, fault = Fault.None): Bench {
        return new Bench(lockIn(state, fault), inputsIn(state))
    }

    /** Applies what happens, lets one tick pass, lets keys go again. */
    tick(fields: Partial<Inputs> = {}): this {
        Object.assign(this.inputs, fields)
        this.nowMs += 10
        step(this.lock, this.inputs, this.nowMs)
        this.inputs.acknowledgeEdge = false
        this.inputs.confirmEdge = false
        this.inputs.clearEdge = false
        this.inputs.restarted = false
        return this
    }

    get now(): string {
        const { state, fault } = this.lock
        return fault === Fault.None ? stateName(state) : `${stateName(state)} ${faultName(fault)}`
    }

    get reasons(): string[] {
        return inhibitNames(this.lock.inhibits)
    }
}

test("interlock: from power-on to a treatment and back: the states in their order", () => {
    const bench = new Bench(newInterlock(), { ...goodInputs(), selfTestDone: false, homed: false })
    const seen = [
        bench.tick().now,
        bench.tick({ selfTestDone: true, homed: true }).now,
        bench.tick({ acknowledgeEdge: true }).now,
        bench.tick({ triggerDown: true }).now,
        bench.tick({ standstill: false }).now,
        bench.tick({ armed: true, strokeSafe: true }).now,
        bench.tick().now,
        bench.tick({ triggerDown: false }).now,
        bench.tick({ strokeSafe: false, armed: false }).now,
        bench.tick({ parked: true, standstill: true }).now,
    ]
    expect(seen.join(" ")).toBe(
        "SelfTest Locked Ready Arming Arming Running Running Stopping Stopping Ready"
    )
    expect(bench.lock.inhibits).toBe(0)
    expect(bench.lock.stopReason).toBe(Fault.None)
})

test("interlock: permission: only Arming and Running have it", () => {
    const states = Object.values(State).filter(
        state => typeof state !== "string" && driveAllowed(state)
    )
    expect(states).toEqual([State.Arming, State.Running])
})

test("PEN-SAF-01: interlock: trigger held since power-on: never a start, a fresh edge is", () => {
    const bench = new Bench(newInterlock(), { ...goodInputs(), triggerDown: true })
    bench.tick().tick({ acknowledgeEdge: true })
    for (let ticks = 0; ticks < 100; ticks++) bench.tick()
    expect(bench.now).toBe("Locked")
    expect(bench.reasons).toEqual(["TriggerHeld"])
    expect(bench.tick({ triggerDown: false }).now).toBe("Ready")
    expect(bench.tick({ triggerDown: true }).now).toBe("Arming")
})

test("PEN-SAF-01: interlock: trigger pressed while Locked: must be let go before a start", () => {
    const bench = Bench.in(State.Locked).tick({ homed: false, triggerDown: true })
    expect(bench.reasons).toEqual(["NotHomed", "TriggerHeld"])
    expect(bench.tick({ homed: true }).now).toBe("Locked")
    expect(bench.tick({ triggerDown: false }).now).toBe("Ready")
})

test("PEN-SAF-01: interlock: depth out of range in the very tick of the trigger: no start", () => {
    const bench = Bench.in(State.Ready).tick({ triggerDown: true, depthUm: 2050 })
    expect(bench.now).toBe("Locked")
    expect(bench.tick({ depthUm }).now).toBe("Locked")
})

test.each<[string, Partial<Inputs>, string]>([
    ["latch opens", { latchClosed: false, strokeSafe: false }, "CartridgeRemoved"],
    ["cartridge gone, latch stuck", { cartridge: Inhibit.NoCartridge }, "CartridgeRemoved"],
    ["another cartridge", { cartridgeChanged: true }, "CartridgeChanged"],
    ["record unreadable", { cartridge: Inhibit.CartridgeUnread }, "MatchLost"],
    ["knob beyond the cartridge", { depthUm: 2050 }, "MatchLost"],
    ["knob beyond 1,500 µm", { depthUm: 1550 }, "MatchLost"],
    ["profile shallower", { profileMaxUm: 900 }, "MatchLost"],
    ["home lost", { homed: false }, "MatchLost"],
    ["stop loop opens", { stopClosed: false, strokeSafe: false }, "ChainLost"],
    ["chain falls", { strokeSafe: false }, "ChainLost"],
    ["chain falls, depth over", { strokeSafe: false, cause: Fault.DepthOver }, "DepthOver"],
    ["chain falls, chip sleeps", { strokeSafe: false, cause: Fault.DriveChip }, "ChainLost"],
    ["stall", { cause: Fault.DriveStall }, "DriveStall"],
    ["stall as the trigger goes up", { cause: Fault.DriveStall, triggerDown: false }, "DriveStall"],
])("PEN-SAF-05: interlock: Running, %s: stops in that tick with its fault", (_, fields, fault) => {
    const bench = Bench.in(State.Running).tick(fields)
    expect(bench.now).toBe(`Stopping ${fault}`)
    expect(faultName(bench.lock.stopReason)).toBe(fault)
    expect(bench.reasons).toContain("FaultLatched")
    expect(bench.tick({ parked: true }).now).toBe(`Faulted ${fault}`)
})

test.each<[string, Partial<Inputs>]>([
    ["knob to another permitted depth", { depthUm: 950 }],
    ["strokes too slow", { cause: Fault.DriveSlow }],
])("PEN-SAF-15: interlock: Running, %s: a pause, and a fresh edge to go on", (_, fields) => {
    const bench = Bench.in(State.Running).tick(fields)
    expect(bench.now).toBe("Stopping")
    expect(bench.lock.stopReason).toBe(fields.cause ?? Fault.MatchLost)
    bench.tick({ parked: true, armed: false, cause: Fault.None })
    expect(bench.now).toBe("Ready")
    expect(bench.reasons).toEqual(["TriggerHeld"])
    bench.tick().tick()
    expect(bench.now).toBe("Ready")
    expect(bench.tick({ triggerDown: false }).reasons).toEqual([])
    expect(bench.tick({ triggerDown: true }).now).toBe("Arming")
    expect(bench.lock.runDepthUm).toBe(fields.depthUm ?? depthUm)
})

test("interlock: Arming for 800 ms without strokes: goes on; a tick longer is a fault of the drive", () => {
    const bench = Bench.in(State.Arming)
    for (let ticks = 0; ticks < 80; ticks++) bench.tick()
    expect(bench.now).toBe("Arming")
    expect(bench.tick().now).toBe("Stopping DriveChip")
})

test("interlock: Arming with a cause at its end: the cause is the fault", () => {
    const bench = Bench.in(State.Arming)
    for (let ticks = 0; ticks < 80; ticks++) bench.tick()
    expect(bench.tick({ cause: Fault.MotionChip }).now).toBe("Stopping MotionChip")
})

test("PEN-SAF-04: interlock: armed while the chain is down: no strokes", () => {
    expect(Bench.in(State.Arming).tick({ armed: true, strokeSafe: false }).now).toBe(
        "Stopping ChainLost"
    )
})

test("interlock: trigger let go while Arming: stops without a fault", () => {
    const bench = Bench.in(State.Arming).tick({ triggerDown: false })
    expect(bench.now).toBe("Stopping")
    expect(bench.tick({ parked: true }).now).toBe("Ready")
})

test("PEN-SAF-16: interlock: not parked within 1,000 ms: a latched fault", () => {
    const bench = Bench.in(State.Stopping)
    for (let ticks = 0; ticks < 100; ticks++) bench.tick()
    expect(bench.now).toBe("Stopping")
    expect(bench.tick().now).toBe("Faulted DepthDisagrees")
})

test("PEN-SAF-11: interlock: a second cause while stopping: the first fault stays", () => {
    const bench = Bench.in(State.Running).tick({ cause: Fault.DriveStall })
    bench.tick({ cause: Fault.DepthDisagrees }).tick({ parked: true })
    expect(bench.now).toBe("Faulted DriveStall")
})

test("PEN-SAF-11: interlock: a cause in a plain stop: latches", () => {
    const bench = Bench.in(State.Stopping).tick({ cause: Fault.MotionChip })
    expect(bench.tick({ parked: true, cause: Fault.None }).now).toBe("Faulted MotionChip")
    expect(bench.lock.stopReason).toBe(Fault.MotionChip)
})

test.each<[State]>([[State.SelfTest], [State.Locked], [State.Ready]])(
    "PEN-SAF-17: interlock: a cause in state %i: faulted at once",
    state => {
        expect(Bench.in(state).tick({ cause: Fault.SensorBus }).now).toBe("Faulted SensorBus")
    }
)

test.each<[Fault, Partial<Inputs>, Partial<Inputs>]>([
    [Fault.SelfTestFailed, { chainProven: false }, { chainProven: true }],
    [Fault.CartridgeRemoved, { latchClosed: false }, { latchClosed: true }],
    [Fault.CartridgeRemoved, { cartridge: Inhibit.NoCartridge }, { cartridge: 0 }],
    [Fault.CartridgeChanged, { cartridgeChanged: true }, { latchClosed: false }],
    [Fault.CartridgeChanged, { cartridgeChanged: true }, { cartridgeChanged: false }],
    [Fault.MatchLost, { depthUm: 2050 }, { depthUm }],
    [Fault.MatchLost, { minUm: 1050 }, { minUm: 1000 }],
    [Fault.MatchLost, { profileMaxUm: 950 }, { profileMaxUm: 1000 }],
    [Fault.MatchLost, { kind: Kind.Fixed, lengthUm: 900 }, { lengthUm: 1000 }],
    [Fault.DepthDisagrees, { measuredUm: 100 }, { measuredUm: -190 }],
    [Fault.DepthDisagrees, { measuredUm: 100 }, { homed: false }],
    [Fault.ChainLost, { stopClosed: false }, { stopClosed: true }],
    [Fault.DepthOver, { cause: Fault.DepthOver }, { cause: Fault.None }],
    [Fault.DriveStall, { cause: Fault.SensorBus }, { cause: Fault.None }],
])("PEN-SAF-11: interlock: fault %i, %o: cannot be cleared; with %o it can", (fault, bad, good) => {
    const bench = Bench.in(State.Faulted, fault).tick(bad)
    for (let presses = 0; presses < 5; presses++) bench.tick({ clearEdge: true })
    expect(bench.now).toBe(`Faulted ${faultName(fault)}`)
    bench.tick(good)
    expect(bench.now).toBe(`Faulted ${faultName(fault)}`)
    expect(bench.tick({ clearEdge: true }).now).toBe("Locked")
})

test("PEN-SAF-11: interlock: clear: leads to Locked with the checklist open, never to a start", () => {
    const bench = Bench.in(State.Faulted, Fault.DriveStall)
    bench.tick({ triggerDown: false }).tick({ clearEdge: true, triggerDown: true })
    expect(bench.now).toBe("Locked")
    expect(bench.reasons).toEqual(["ChecklistOpen", "TriggerHeld"])
    expect(bench.tick({ acknowledgeEdge: true }).now).toBe("Locked")
    expect(bench.tick({ triggerDown: false }).now).toBe("Ready")
})

test.each<[Partial<Inputs>]>([[{ acknowledgeEdge: true }], [{ clearEdge: true }]])(
    "PEN-SAF-06: interlock: restarted while Running: Locked until a person acts (%o)",
    key => {
        const bench = new Bench(newInterlock(), goodInputs()).tick({ restarted: true })
        for (let ticks = 0; ticks < 100; ticks++) bench.tick()
        expect(bench.now).toBe("Locked ProgramRestarted")
        expect(bench.reasons).toEqual(["ChecklistOpen", "FaultLatched"])
        expect(bench.tick(key).now).toBe("Locked")
        // The key that answers for the restart does not also answer the checklist.
        expect(bench.reasons).toEqual(["ChecklistOpen"])
        expect(bench.tick({ acknowledgeEdge: true }).now).toBe("Ready")
    }
)

test("PEN-SAF-06: interlock: the run mark told one tick after the self-test: locks as well", () => {
    const bench = new Bench(newInterlock(), goodInputs()).tick().tick({ restarted: true })
    expect(bench.now).toBe("Locked ProgramRestarted")
})

test("PEN-SAF-18: interlock: confirmation: counts at its depth and is lost when the depth changes", () => {
    const bench = Bench.in(State.Ready).tick({ depthUm: 1600 })
    expect(bench.reasons).toEqual(["DeepNotConfirmed"])
    expect(bench.tick({ confirmEdge: true }).now).toBe("Ready")
    expect(bench.tick().tick().now).toBe("Ready")
    expect(bench.lock.deepUm).toBe(1600)
    expect(bench.tick({ depthUm: 1650 }).reasons).toEqual(["DeepNotConfirmed"])
    expect(bench.tick({ depthUm: 1600 }).reasons).toEqual(["DeepNotConfirmed"])
})

test("PEN-SAF-18: interlock: confirming at 1,500 µm and below: confirms nothing", () => {
    const bench = Bench.in(State.Ready).tick({ depthUm: 1500, confirmEdge: true })
    expect(bench.lock.deepUm).toBe(-1)
})

test("PEN-SAF-18: interlock: confirming while Running or Faulted: confirms nothing", () => {
    const running = Bench.in(State.Running).tick({ depthUm: 1600, confirmEdge: true })
    expect(running.now).toBe("Stopping MatchLost")
    const faulted = Bench.in(State.Faulted, Fault.DriveStall)
    faulted.tick({ depthUm: 1600, confirmEdge: true }).tick({ clearEdge: true })
    expect(faulted.reasons).toEqual(["DeepNotConfirmed", "ChecklistOpen"])
})

test.each<[string, Partial<Inputs>, Partial<Inputs>]>([
    ["latch", { latchClosed: false }, { latchClosed: true }],
    ["contacts", { cartridge: Inhibit.NoCartridge }, { cartridge: 0 }],
    ["identity", { cartridgeChanged: true }, { cartridgeChanged: false }],
])(
    "PEN-FUN-09: interlock: cartridge taken out, seen by its %s: the checklist is asked again",
    (_, out, back) => {
        const bench = Bench.in(State.Ready).tick(out).tick(back)
        expect(bench.reasons).toEqual(["ChecklistOpen"])
        expect(bench.tick({ acknowledgeEdge: true }).now).toBe("Ready")
    }
)

test("PEN-FUN-09: interlock: acknowledged without a cartridge: counts for none", () => {
    const bench = Bench.in(State.Locked).tick({ latchClosed: false, acknowledgeEdge: true })
    expect(bench.tick({ latchClosed: true }).reasons).toEqual(["ChecklistOpen"])
})

test("interlock: cartridge removed while Running: the reasons lead with what to do", () => {
    const bench = Bench.in(State.Running).tick({ latchClosed: false })
    bench.tick({ cartridge: Inhibit.NoCartridge, parked: true })
    expect(bench.now).toBe("Faulted CartridgeRemoved")
    expect(bench.reasons).toEqual(["NoCartridge", "FaultLatched"])
})

test("interlock: depth of the run: from Arming to the end of Stopping, and no longer", () => {
    const bench = Bench.in(State.Ready).tick({ triggerDown: true })
    expect(bench.lock.runDepthUm).toBe(depthUm)
    bench.tick({ triggerDown: false, depthUm: 800 })
    expect(bench.lock.runDepthUm).toBe(depthUm)
    bench.tick({ parked: true })
    expect(bench.lock.runDepthUm).toBe(-1)
})

test("PEN-SAF-18: interlock: acknowledging at a deep setting: confirms nothing", () => {
    const bench = Bench.in(State.Ready).tick({ depthUm: 1600, acknowledgeEdge: true })
    expect(bench.lock.deepUm).toBe(-1)
    expect(bench.reasons).toEqual(["DeepNotConfirmed"])
})

test("PEN-SAF-07: interlock: cleared while the depths disagree: says so in the same tick", () => {
    const bench = Bench.in(State.Faulted, Fault.DriveStall).tick({
        clearEdge: true,
        measuredUm: 300,
    })
    expect(bench.now).toBe("Locked")
    expect(bench.reasons).toEqual(["DepthDisagrees", "ChecklistOpen"])
})

test("interlock: Running for long: the time limit of Arming counts no more", () => {
    for (const armed of [true, false]) {
        const bench = Bench.in(State.Running).tick({ armed })
        for (let ticks = 0; ticks < 100; ticks++) bench.tick()
        expect(bench.now).toBe("Running")
        expect(bench.tick({ triggerDown: false }).now).toBe("Stopping")
    }
})

test("interlock: armed in the very tick in which the time is over: runs", () => {
    const bench = Bench.in(State.Arming)
    for (let ticks = 0; ticks < 80; ticks++) bench.tick()
    expect(bench.tick({ armed: true, strokeSafe: true }).now).toBe("Running")
})

test("interlock: trigger let go and knob moved in one tick: a plain stop", () => {
    const bench = Bench.in(State.Running).tick({ triggerDown: false, depthUm: 900 })
    expect([bench.now, bench.lock.stopReason]).toEqual(["Stopping", Fault.None])
})

test("interlock: a start after a pause: why the run before ended is forgotten", () => {
    const bench = Bench.in(State.Running).tick({ depthUm: 900 })
    bench.tick({ parked: true, armed: false }).tick({ triggerDown: false })
    expect(bench.lock.stopReason).toBe(Fault.MatchLost)
    bench.tick({ triggerDown: true })
    expect([bench.now, bench.lock.stopReason]).toEqual(["Arming", Fault.None])
})

test("PEN-SAF-08: interlock: cartridge worn out while Running: a pause, then Locked; with more amiss a fault", () => {
    const worn = Bench.in(State.Running).tick({ cartridge: Inhibit.CartridgeWorn })
    expect(worn.now).toBe("Stopping")
    worn.tick({ parked: true, armed: false, strokeSafe: false, triggerDown: false })
    expect(worn.now).toBe("Locked")
    const more = Inhibit.CartridgeWorn | Inhibit.CartridgeUsed
    expect(Bench.in(State.Running).tick({ cartridge: more }).now).toBe("Stopping MatchLost")
})

test("PEN-SAF-18: interlock: turned deep and confirmed in one tick: stays Ready", () => {
    expect(Bench.in(State.Ready).tick({ depthUm: 1600, confirmEdge: true }).now).toBe("Ready")
})

test("PEN-SAF-06: interlock: restarted while Running: the confirm key is no answer", () => {
    const bench = new Bench(newInterlock(), goodInputs()).tick({ restarted: true })
    expect(bench.tick({ confirmEdge: true }).now).toBe("Locked ProgramRestarted")
})
