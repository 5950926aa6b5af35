/**
 * A pen is walked through all of its states, by a person and by fate, while a peer sends it packets without end. What
 * is judged is the plant, the program's sign of life and whether the program goes on: nothing that the pen says of
 * itself.
 */
import { Packet } from "jacdac-ts"
import { act } from "../../sim/actions"
import type { Variant } from "../../sim/faults"
import type { Machine } from "../../sim/machine"
import type { Pen } from "../../sim/pen"
import { Random } from "../../sim/random"
import { makePen } from "../../sim/run"
import { parseScenario, type Scenario, type Step } from "../../sim/scenario"
import { randomPacket } from "./packets"

type WithoutTime<Any> = Any extends unknown ? Omit<Any, "atMs"> : never

export interface Finding {
    readonly seed: number
    readonly atMs: number
    readonly state: string
    readonly what: string
}

export interface Walked {
    sent: number
    /** Packets that the pen's own services sent back. */
    answered: number
    virtualMs: number
    readonly byState: Map<string, number>
    readonly findings: Finding[]
}

/** Of the program's own device: the identifier of the simulated chip, with the runtime's mask over it. */
const DEVICE = "eaf8c6572e0b30ef"
const INTERLOCK = 4
const ENTER_SERVICE = 0x81
const LEAVE_SERVICE = 0x82
const STEP_MS = 10
/** How long a state is left alone with its peer, before the person does something about it. */
const DWELL_MS: Readonly<Record<string, number>> = {
    Locked: 1_500,
    Ready: 1_000,
    Running: 6_000,
    Faulted: 1_500,
    Service: 2_000,
}
/** A walk that does not get on is switched off and on. */
const STUCK_MS = 12_000
const OFF_MS = 300
const ACTED_MS = 300
/** LIFE while strokes are made: a tick of 10 ms, and one that was lost. */
const LIFE_GAP_MS = 20
/** Preference of the trigger in the pen's memory (`docs/journal.md`). */
const PREFERENCES = 0x180

export class Walk {
    readonly walked: Walked = {
        sent: 0,
        answered: 0,
        virtualMs: 0,
        byState: new Map(),
        findings: [],
    }
    private state = ""
    private enteredMs = 0
    /** The same, or when the person did something last. */
    private sinceMs = 0
    private pressed = false
    private lifeMs = 0
    private actedMs = 0
    private unauthorised = 0
    private events = 0

    private constructor(
        private readonly pen: Pen,
        private readonly scenario: Scenario,
        private readonly random: Random,
        private readonly seed: number
    ) {
        pen.world.chain.benchStrap.set(1)
        pen.usb.onFrame = frame => {
            if (Buffer.from(frame.subarray(4, 12)).toString("hex") === DEVICE)
                this.walked.answered++
        }
        pen.world.chain.life.onEdge(() => this.lived())
    }

    static async make(
        seed: number,
        variant: Variant,
        bytecode: Uint8Array,
        machine: Machine
    ): Promise<Walk> {
        const cartridges = { a: { kind: "adjustable", minUm: 0, maxUm: 2500 } }
        const scenario = parseScenario(
            { schema: 1, seed, variant, cartridges, steps: [], untilMs: 1 },
            "fuzz",
            () => new Uint8Array(0)
        )
        const pen = await makePen(scenario, bytecode, { machine })
        return new Walk(pen, scenario, new Random(seed, "fuzz"), seed)
    }

    /** Sends `count` packets, `perStep` of them every 10 ms. */
    run(count: number, perStep: number): Walked {
        const { pen, walked } = this
        if (pen.nowMs === 0) pen.powerOn()
        const startMs = pen.nowMs
        while (walked.sent < count && walked.findings.length === 0) {
            for (let index = 0; index < perStep; index++) this.send(randomPacket(this.random))
            pen.runUntil(pen.nowMs + STEP_MS)
            this.judge()
            this.goOn()
        }
        walked.virtualMs += pen.nowMs - startMs
        return walked
    }

    private ask(command: number): void {
        const packet = Packet.onlyHeader(command)
        packet.serviceIndex = INTERLOCK
        this.send(packet)
    }

    private send(packet: Packet): void {
        const { walked, state } = this
        packet.deviceIdentifier = DEVICE
        packet.isCommand = true
        this.pen.usb.send(packet.toBuffer())
        walked.sent++
        walked.byState.set(state, (walked.byState.get(state) ?? 0) + 1)
    }

    private found(what: string): void {
        const { seed, state } = this
        this.walked.findings.push({ seed, state, what, atMs: Math.round(this.pen.nowMs) })
    }

    private lived(): void {
        const gapMs = this.pen.nowMs - this.lifeMs
        this.lifeMs = this.pen.nowMs
        if (this.pen.firmware.state !== "Running" || this.state !== "Running") return
        // What a person or fate does may take a tick longer; what a peer sends may not.
        if (this.pen.nowMs - this.actedMs < ACTED_MS || this.pen.nowMs - this.sinceMs < ACTED_MS)
            return
        if (gapMs > LIFE_GAP_MS) this.found(`a tick was lost: no LIFE for ${gapMs.toFixed(1)} ms`)
    }

    private judge(): void {
        const { pen } = this
        for (; this.events < pen.events.length; this.events++) {
            const event = pen.events[this.events]!
            // Only Service is left by a restart, and the person switches off and on.
            if (event.kind === "program" && event.event === "panic")
                this.found(`the program panicked, code ${event.code}`)
            if (event.kind === "program" && event.event === "restart" && this.state !== "Service")
                this.found("the program started anew")
            if (event.kind === "fault" && event.to === "TickOverrun") this.found("a tick overran")
        }
        const { strokesUnauthorised } = pen.observer.figures()
        if (strokesUnauthorised > this.unauthorised) this.found("an unauthorised stroke")
        this.unauthorised = strokesUnauthorised
    }

    /** What the person does next. */
    private goOn(): void {
        const { pen } = this
        const state = pen.firmware.state
        if (state !== this.state) {
            this.state = state
            this.sinceMs = this.enteredMs = pen.nowMs
        }
        const passedMs = pen.nowMs - this.sinceMs
        if (pen.nowMs - this.enteredMs > STUCK_MS) this.switchOffAndOn()
        else if (passedMs >= (DWELL_MS[state] ?? Infinity)) this.act(state)
    }

    private act(state: string): void {
        if (state === "Locked") this.makeReady()
        else if (state === "Ready") this.press(!this.pressed)
        else if (state === "Running") this.endRun()
        else if (state === "Faulted") this.clear()
        else if (this.random.integer(0, 1) === 0) this.ask(LEAVE_SERVICE)
        else this.switchOffAndOn()
        // The next thing is done when this one has had its time.
        this.sinceMs = Math.max(this.sinceMs, this.pen.nowMs - (DWELL_MS[state] ?? 0) + 300)
    }

    private makeReady(): void {
        const { pen } = this
        if (this.pressed) this.press(false)
        if (pen.firmware.inhibits.includes("DepthAboveProfile")) this.switchOffAndOn()
        else if (!pen.truth.seated && this.random.integer(0, 1) === 0) this.ask(ENTER_SERVICE)
        else if (!pen.truth.seated) this.do({ do: "insert", cartridge: "a" })
        else this.do({ do: "acknowledge" })
    }

    private endRun(): void {
        const choice = this.random.integer(0, 3)
        if (choice === 0) this.do({ do: "fault", unit: "hall", kind: "off" })
        else if (choice === 1) this.do({ do: "remove" })
        else this.press(false)
    }

    private clear(): void {
        this.do({ do: "heal", unit: "hall" })
        if (this.pressed) this.press(false)
        if (this.pen.truth.seated && this.random.integer(0, 1) === 0) this.do({ do: "remove" })
        this.do({ do: "clear_fault" })
    }

    /** In a pen whose trigger toggles, a press that shall end a run is a press, too. */
    private press(down: boolean): void {
        if (this.toggles && !down) {
            this.do({ do: "press" })
            this.do({ do: "release" })
        } else this.do({ do: down ? "press" : "release" })
        this.pressed = down
    }

    private switchOffAndOn(): void {
        if (this.pressed) this.do({ do: "release" })
        this.pressed = false
        this.do({ do: "remove" })
        this.do({ do: "power_cut", offMs: OFF_MS })
        this.sinceMs = this.enteredMs = this.pen.nowMs
    }

    private get toggles(): boolean {
        return this.pen.memory[PREFERENCES] === 1
    }

    private do(step: WithoutTime<Step>): void {
        const triggerMode = this.toggles ? "toggle" : "hold"
        const scenario = {
            ...this.scenario,
            pen: { ...this.scenario.pen, triggerMode },
        } as Scenario
        this.actedMs = this.pen.nowMs
        act(this.pen, scenario, { atMs: this.pen.nowMs, ...step })
    }
}
