/**
 * The program: one tick every 10 ms. Sample the world, step the interlock, apply what it decided, and
 * only then toggle LIFE. Nothing here decides whether the drive may run; `core/interlock.ts` does.
 */
import * as ds from "@devicescript/core"
import { doubtsMarks, Fault, losesPosition } from "../core/fault"
import { Inhibit } from "../core/inhibit"
import { driveAllowed, step } from "../core/interlock"
import { TICK_GAP_MAX_MS } from "../core/limits"
import { disagreesAgain, watch } from "../core/monitor"
import { MotionBit } from "../core/sample"
import { State } from "../core/state"
import { Arming } from "./arming"
import { Calm } from "./calm"
import { CartridgeBay } from "./cartridgebay"
import { Servers } from "../servers/servers"
import { type Pen } from "./pen"
import { Remote } from "./remote"
import { Reporter } from "./report"
import { Sampler } from "./sampler"
import { Session } from "./session"
import { Standing } from "./standing"
import { Startup } from "./startup"
import { Stopping } from "./stopping"

/** From the start of a tick to the next, at least: a little less than the period in which the main loop wakes. */
const PERIOD_MS = 8
/** The same behind a whole tick: what begins late after a turn of the main loop must not miss the next. */
const AFTER_WHOLE_MS = 5
/** A program that lost so much while something could move saw nothing, and starts anew, which retracts first. */
const LOST_TIME_MS = 100

export class Application {
    private readonly sampler: Sampler
    private readonly session: Session
    private readonly bay: CartridgeBay
    private readonly startup: Startup
    private readonly arming: Arming
    private readonly stopping: Stopping
    private readonly reporter: Reporter
    private readonly calm: Calm
    private readonly remote: Remote
    private readonly servers: Servers
    /** Strokes were asked for. */
    private driving = false
    private readonly standing: Standing
    private rateHz = 0
    private turn = 0

    constructor(private readonly pen: Pen) {
        this.sampler = new Sampler(pen)
        this.session = new Session(pen)
        this.bay = new CartridgeBay(pen, this.session)
        this.startup = new Startup(pen, this.sampler, this.session)
        this.arming = new Arming(pen, this.session)
        this.stopping = new Stopping(pen, this.startup, this.session)
        this.standing = new Standing(pen, this.sampler)
        this.reporter = new Reporter(pen)
        this.calm = new Calm(pen, this.sampler, this.bay)
        this.remote = new Remote(pen, this.sampler, this.session, this.calm)
        this.servers = new Servers(this.remote)
    }

    /** For ever. */
    async run(): Promise<void> {
        const { clock, inputs, life } = this.pen.hardware
        const { calm, servers } = this
        let endMs = clock.nowMs()
        let periodMs = PERIOD_MS
        for (;;) {
            const nowMs = clock.nowMs()
            const levels = inputs.read()
            // Nearly all ticks end here: no needless call, and no condition of two parts, which takes a variable.
            let whole = true
            if (levels === calm.levels)
                if (nowMs - endMs <= TICK_GAP_MAX_MS - PERIOD_MS)
                    if (this.driving) {
                        if (await calm.drive(nowMs)) whole = false
                    } else if (await calm.rest()) whole = false
            if (whole) {
                // A whole tick of a run comes on top of the calm one that led to it: together they outlast a pump.
                if (this.driving) life.toggle()
                // Read again: what a calm tick found may have come with a trigger that has been let go since it began.
                await this.wholeTick(inputs.read(), nowMs, nowMs - endMs + PERIOD_MS)
            } else life.toggle()
            // A tick that waited for a chip has a younger idea of what time it is.
            endMs = nowMs + periodMs
            periodMs = PERIOD_MS
            let serves = true
            if (this.driving) {
                serves = calm.leaves
                calm.leaves = false
            }
            if (serves) if (nowMs >= servers.dueMs) servers.turn(nowMs, endMs - clock.nowMs())
            let restMs = endMs - clock.nowMs()
            // What was found in a run is looked at again as soon as the main loop wakes.
            if (whole)
                if (driveAllowed(this.pen.lock.state)) {
                    periodMs = AFTER_WHOLE_MS
                    if (this.driving) restMs = 1
                }
            if (restMs < 1) restMs = 1
            await clock.sleep(restMs)
        }
    }

    private async wholeTick(levels: number, nowMs: number, lostMs: number): Promise<void> {
        const pen = this.pen
        pen.monitor.lastTickMs = nowMs - lostMs
        const { lock, inputs } = pen
        const state = lock.state
        const allowed = driveAllowed(state)
        if (lostMs > LOST_TIME_MS)
            if (allowed || state === State.Stopping) {
                pen.hardware.arm.write(0)
                console.log(`lost ${lostMs} ms while moving: restart`)
                ds.restart()
            }
        this.sampler.takeLines(levels, allowed)
        let ending = false
        if (allowed) ending = !inputs.latchClosed || !inputs.triggerDown
        if (state === State.Service) {
            this.remote.serve(nowMs)
            inputs.cause = Fault.None
        } else if (ending) {
            // Permission falls at once; what it was, the interlock says a few milliseconds later. Nothing that a chip
            // could say changes that, nothing of a start that ends can fail any more, and the time is for the way in.
            pen.hardware.arm.write(0)
            this.calm.end()
            pen.monitor.lastTickMs = nowMs
            inputs.cause = Fault.None
        } else {
            this.calm.end()
            inputs.cause = await this.sampleAndAdvance(state, nowMs)
        }
        step(lock, inputs, nowMs)
        if (lock.state !== state) this.enter(lock.state, state)
        else if (this.driving) if (inputs.rateHz !== this.rateHz) this.changeRate()
        // A chip that was reset has lost its position, whatever the fault is called (PEN-SAF-17).
        if ((pen.sample.motionStatus & ~MotionBit.Hot) !== 0)
            if (!driveAllowed(lock.state)) pen.actuator.forget()
        inputs.restarted = false
        inputs.serviceAsked = false
        // A run begins calmly: all that it needs was seen to be good in the tick that permits it.
        const news = this.reporter.tick()
        if (news) this.servers.wake()
        if (!news || lock.state === State.Running)
            if (inputs.cause === Fault.None)
                if (this.canBeCalm(lock.state)) this.calm.begin(levels, this.driving)
        pen.toggleLife()
    }

    /** All chips, a step of what the state is busy with, and the monitor. Returns the cause of a fault, or None. */
    private async sampleAndAdvance(state: State, nowMs: number): Promise<Fault> {
        const pen = this.pen
        const sampler = this.sampler
        if (this.waits(state)) {
            pen.monitor.lastTickMs = nowMs
            if (state !== State.Arming && state !== State.Stopping)
                if (this.startup.done && !this.bay.reading()) this.session.rest()
                else if (state !== State.SelfTest) this.bay.tick()
            return await this.advance(state, nowMs)
        }
        // The other chips take longer than strokes may go on for.
        if (state === State.Running && pen.monitor.disagreements !== 0) {
            sampler.sampleField()
            if (disagreesAgain(pen.monitor, pen.sample)) return Fault.DepthDisagrees
        }
        await sampler.sampleChips(this.driving, nowMs)
        // While the carriage is homed, the ticks in between have the time for the cartridge.
        if (this.startup.done) if (!sampler.busDown) this.bay.tick()
        let cause = Fault.None
        if (state !== State.Running) cause = await this.advance(state, nowMs)
        // What is not polled yet cannot be judged, and must not keep a person from trying again.
        if (!sampler.ready) return cause
        const seen = watch(pen.monitor, pen.sample, pen.lock, nowMs)
        if (cause === Fault.None) cause = seen
        // PEN-SAF-21: asked last, because what else went wrong is what ends strokes first.
        if (cause === Fault.None && sampler.wet && pen.inputs.selfTestDone) cause = Fault.Leak
        return cause
    }

    /**
     * Nothing is sampled in this tick, because its time belongs to something that is waited for: two of three while a
     * cartridge is read, something is put on record, or the depth actuator's chip is made ready. Meanwhile nothing
     * moves outward.
     */
    private waits(state: State): boolean {
        if (state === State.Running) return false
        // Needles that a restart or a fault has found out come in before anything else.
        if (state === State.SelfTest || state === State.Stopping)
            if (this.pen.actuator.busy()) return true
        if (state === State.Stopping) return this.stopping.hurries()
        if (state === State.Arming) if (this.arming.waits()) return true
        this.turn = this.turn === 0 ? 2 : this.turn - 1
        if (this.turn === 0 || this.sampler.busDown) return false
        if (this.pen.actuator.busy()) return true
        return this.startup.done && (this.bay.reading() || !this.session.idle())
    }

    /** Nothing of this tick has to be gone on with in the next. */
    private canBeCalm(state: State): boolean {
        const inputs = this.pen.inputs
        if (inputs.acknowledgeEdge || inputs.confirmEdge || inputs.clearEdge) return false
        if (state === State.Running) return this.rateHz === inputs.rateHz
        if (state !== State.Ready && state !== State.Locked && state !== State.Faulted) return false
        if (!this.session.idle()) return false
        return this.startup.done && !this.startup.renewing && this.standing.ticks === 0
    }

    /** One step of whatever the state is busy with. Returns the cause of a fault, or None. */
    private async advance(state: State, nowMs: number): Promise<Fault> {
        switch (state) {
            case State.SelfTest:
            case State.Locked:
            case State.Ready:
                if (this.startup.done) if (!this.homesAgain()) return this.standing.tick()
                return this.say(await this.startup.tick(nowMs), this.startup.failure)
            case State.Arming:
                return this.say(await this.arming.tick(), this.arming.failure)
            case State.Stopping:
                return await this.stopping.tick(nowMs)
            case State.Faulted: {
                const cause = this.say(this.startup.clearing(), this.startup.failure)
                return cause === Fault.None ? this.standing.tick() : cause
            }
        }
        return Fault.None
    }

    /** The carriage is not where the chip says: pressing clear at rest homes again. */
    private homesAgain(): boolean {
        const pen = this.pen
        if (!pen.inputs.clearEdge || (pen.lock.inhibits & Inhibit.DepthDisagrees) === 0)
            return false
        pen.actuator.forget()
        this.startup.resume()
        return true
    }

    private enter(state: State, before: State): void {
        const pen = this.pen
        if (!driveAllowed(state)) {
            if (driveAllowed(before)) pen.hardware.arm.write(0)
            this.driving = false
            pen.sample.driving = false
            // What was wrong with a drive that sleeps says nothing about the next start.
            pen.sample.driveFaultBits = 0
            pen.stopAsked = false
        }
        this.standing.ticks = 0
        pen.hardware.lamp.write(state === State.Running ? 1 : 0)
        switch (state) {
            case State.Arming:
                this.arming.begin()
                break
            case State.Running:
                this.startDrive()
                break
            case State.Stopping:
                this.stopping.begin(!losesPosition(pen.lock.fault))
                break
            case State.Faulted:
                this.stopping.record()
                this.session.latched(pen.lock.fault)
                if (doubtsMarks(pen.lock.fault)) this.bay.readAgain()
                if (pen.lock.fault === Fault.CartridgeChanged) pen.inputs.cartridgeChanged = true
                if (losesPosition(pen.lock.fault)) if (!this.stopping.homed) pen.actuator.forget()
                break
            case State.Locked:
                if (before === State.Faulted) this.startup.resume()
        }
    }

    private startDrive(): void {
        const sample = this.pen.sample
        this.rateHz = this.arming.rateHz
        sample.targetMilliHz = this.rateHz * 1000
        sample.driveFaultBits = 0
        sample.countsFresh = false
        sample.speedMilliHz = 0
        this.pen.devices.drive.start()
        this.session.runStarts(this.pen.monitor.lastTickMs)
        sample.witnessCount = this.pen.devices.witness.count
        sample.rippleStrokes = 0
        this.driving = true
        sample.driving = true
    }

    private changeRate(): void {
        this.rateHz = this.pen.inputs.rateHz
        this.pen.devices.drive.setRate(this.rateHz)
        this.pen.sample.targetMilliHz = this.rateHz * 1000
    }

    private say(fault: Fault, reason: string): Fault {
        if (fault !== Fault.None) console.log(`fault ${fault}: ${reason}`)
        return fault
    }
}
