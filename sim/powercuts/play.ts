/** One power cut: a session that loses its supply, what a person does then, and what has become of the cartridge. */
import type { Ds2431 } from "../chips/ds2431"
import type { Variant } from "../faults"
import type { Machine } from "../machine"
import { type Aim, randomAim, watchBytes, whenDue } from "./aim"
import { Keeping } from "./keeping"
import { ReuseWatch } from "./reuse"
import { CutSession } from "./session"

/**
 * What may become of a cartridge: it was not opened, and is taken like a new one; it is used up and refused; or the
 * session that opened it goes on within the window of its product line.
 */
export const outcomes = ["unopened", "used up", "same session"] as const
export type Outcome = (typeof outcomes)[number]

export interface CutJob {
    readonly seed: number
    readonly variant: Variant
    /** The supply fails at this byte of the session; not given: at a random moment. */
    readonly byte?: number
}

export interface CutRecord extends CutJob {
    readonly aim: Aim
    /** When the supply failed, ms since power-on; −1: it did not come to that. */
    readonly cutAtMs: number
    /** Part of the session in which it failed. */
    readonly stage: string
    readonly cuts: number
    readonly outcome: Outcome | "none"
    /** Strokes with a cartridge of an earlier session. */
    readonly reused: number
    /** Longest search for the end of the journal. */
    readonly mountMs: number
    /** Faults that a person had to clear on the way. */
    readonly alarms: readonly string[]
    /** What must not be, in words. */
    readonly problems: readonly string[]
}

const OFF_MS_MAX = 3_000
/** In every third run with a random cut the supply fails again while the pen starts. */
const SECOND_RUNS = 3
const BOOT_MS = 2_400
const SELF_TEST_MS_MAX = 9_000
const READ_MS = 800
const KEY_MS = 250
const PRESS_MS = 1_200
const REST_MS = 400
const HOMING_MS = 1_500
const AT_REST = ["Locked", "Faulted"]
/** PEN-FUN-12. */
const MOUNT_MS_MAX = 200

/** How many bytes of an undisturbed session are worth a cut. */
export async function bytesOf(
    seed: number,
    variant: Variant,
    bytecode: Uint8Array,
    machine: Machine
): Promise<number> {
    const session = await CutSession.make(seed, variant, bytecode, machine)
    let bytes = 0
    watchBytes(session, () => bytes++)
    session.schedule(() => true)
    session.pen.powerOn()
    session.wait(session.stages.at(-1)!.toMs)
    return bytes
}

/** Plays one; `defeat` breaks something of the world while the pen is without supply. */
export async function playCut(
    job: CutJob,
    bytecode: Uint8Array,
    machine: Machine,
    defeat?: (session: CutSession) => void
): Promise<CutRecord> {
    const session = await CutSession.make(job.seed, job.variant, bytecode, machine)
    const aim: Aim = job.byte === undefined ? randomAim(session) : { at: "byte", byte: job.byte }
    return new CutRun(session, job, aim, defeat).play()
}

class CutRun {
    private readonly keeping: Keeping
    private readonly reuse: ReuseWatch
    private cutAtMs = -1
    private stage = "none"
    private cuts = 0
    private readonly problems: string[] = []

    constructor(
        private readonly session: CutSession,
        private readonly job: CutJob,
        private readonly aim: Aim,
        private readonly defeat: ((session: CutSession) => void) | undefined
    ) {
        this.keeping = new Keeping(session.pen)
        this.reuse = new ReuseWatch(session)
    }

    play(): CutRecord {
        const { session, job, aim } = this
        session.schedule(() => this.cuts === 0)
        whenDue(session, aim, () => this.cut())
        session.pen.powerOn()
        const endMs = session.stages.at(-1)!.toMs
        while (session.pen.nowMs < endMs && this.cuts === 0) session.wait(1)
        const outcome = this.cuts === 0 ? "none" : this.aftermath()
        return {
            ...job,
            aim,
            cutAtMs: this.cutAtMs,
            stage: this.stage,
            cuts: this.cuts,
            outcome,
            reused: this.reuse.reused,
            mountMs: Math.round(this.keeping.mountMsMax),
            alarms: session.pen.events.flatMap(one =>
                one.kind === "fault" && one["to"] !== "None" ? [String(one["to"])] : []
            ),
            problems: this.problems,
        }
    }

    private cut(): void {
        const { pen, stages, random } = this.session
        if (this.cuts++ === 0) {
            this.cutAtMs = pen.nowMs
            const inStage = stages.find(one => one.fromMs <= pen.nowMs && pen.nowMs < one.toMs)
            this.stage = inStage?.name ?? "between"
        }
        pen.i2c.onByte = undefined
        const offMs = random.integer(1, OFF_MS_MAX)
        // The cam runs out while there is no supply: those strokes belong to the session that has just ended.
        pen.clock.after(offMs * 1000, () => this.reuse.sessionBegins())
        this.session.do({ do: "power_cut", offMs })
        this.keeping.note()
        this.defeat?.(this.session)
    }

    /** A person does with the pen what one does: tries it, fits the cartridge again, takes another one. */
    private aftermath(): Outcome | "none" {
        const { session } = this
        session.do({ do: "release" })
        session.wait(OFF_MS_MAX + 10)
        if (this.job.byte === undefined && session.random.integer(1, SECOND_RUNS) === 1) {
            session.wait(session.random.integer(0, BOOT_MS))
            this.cut()
            session.wait(OFF_MS_MAX + 10)
        }
        session.until(SELF_TEST_MS_MAX, () => AT_REST.includes(session.pen.firmware.state))
        this.clearFault()
        session.wait(READ_MS)
        if (!session.pen.cartridge) this.fit("a")
        const cartridge = session.pen.cartridge!
        const outcome = this.outcomeOf(this.tryToRun())
        this.fit("a")
        this.tryToRun()
        this.fit("fresh")
        if (!this.tryToRun()) this.problems.push(`the pen does not go on: ${this.says()}`)
        session.do({ do: "remove" })
        session.wait(REST_MS)
        this.judge(cartridge)
        return outcome
    }

    private judge(cartridge: Ds2431): void {
        const { session, reuse, keeping, problems } = this
        const { strokesUnauthorised, useMarkBurntBeforeFirstStroke } =
            session.pen.observer.figures()
        if (reuse.reused > 0) problems.push(`${reuse.reused} strokes with a used cartridge`)
        if (strokesUnauthorised > 0) problems.push(`${strokesUnauthorised} strokes unauthorised`)
        if (useMarkBurntBeforeFirstStroke === false) problems.push("strokes before the use mark")
        if (keeping.mountMsMax > MOUNT_MS_MAX)
            problems.push(`the journal's end was found in ${Math.round(keeping.mountMsMax)} ms`)
        const rom = Buffer.from(cartridge.romId).toString("hex").toUpperCase()
        const mayReturn = session.windowMinutes > 0
        problems.push(
            ...keeping.problems(),
            ...keeping.sessionProblems(rom, reuse.strokesOf(cartridge), mayReturn)
        )
    }

    private outcomeOf(ran: boolean): Outcome | "none" {
        if (ran) return this.reuse.openedBefore ? "same session" : "unopened"
        if (this.session.pen.firmware.inhibits.includes("CartridgeUsed")) return "used up"
        this.problems.push(`neither taken nor refused as used: ${this.says()}`)
        return "none"
    }

    private clearFault(): void {
        const { session } = this
        const { firmware } = session.pen
        if (firmware.state !== "Faulted") return
        session.wait(REST_MS)
        session.do({ do: "clear_fault" })
        session.until(SELF_TEST_MS_MAX, () => firmware.state === "Locked")
        session.wait(REST_MS)
    }

    /** The panel asks for the clear key where the carriage is not where it was sent. */
    private homeAgain(): void {
        const { session } = this
        if (!session.pen.firmware.inhibits.includes("DepthDisagrees")) return
        session.do({ do: "clear_fault" })
        session.wait(HOMING_MS)
    }

    private fit(cartridge: string): void {
        const { session } = this
        session.do({ do: "remove" })
        session.wait(REST_MS)
        session.do({ do: "insert", cartridge })
        this.reuse.sessionBegins()
        session.wait(READ_MS)
    }

    /** Acknowledges and presses; a fault is cleared and all of it done again. @returns whether strokes came of it. */
    private tryToRun(): boolean {
        const { session } = this
        const strokes = (): number => session.pen.observer.figures().strokes
        const before = strokes()
        for (let attempt = 0; attempt < 2; attempt++) {
            this.homeAgain()
            session.do({ do: "acknowledge" })
            session.wait(KEY_MS)
            session.do({ do: "press" })
            session.wait(PRESS_MS)
            session.do({ do: "release" })
            session.wait(PRESS_MS)
            if (session.pen.firmware.state !== "Faulted") break
            this.clearFault()
        }
        return strokes() > before
    }

    private says(): string {
        const { state, fault, inhibits } = this.session.pen.firmware
        return `${state} ${fault} ${inhibits.join(", ")}`
    }
}
