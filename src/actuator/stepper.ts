/**
 * Depth by lead screw: a TMC5240 and its reference switch (DESIGN: stepper variant).
 *
 * Homing always moves inward first, so that a pen that restarts with its needles out retracts them
 * before anything else (PEN-SAF-16). The edge that counts is the one on the slow way out, because
 * the nut then bears on the same flank as against a cartridge's spring.
 */
import { Fault } from "../core/fault"
import { CARRIAGE_MAX_UM, CARRIAGE_MIN_UM, PARK_UM } from "../core/limits"
import { MotionBit } from "../core/sample"
import { umToUsteps, ustepsToUm } from "../core/units"
import { DriverError } from "../drivers/errors"
import { type Tmc5240 } from "../drivers/tmc5240"
import { Tmc5240Register } from "../drivers/tmc5240.regs"
import { PEN_MOTION, velocityRegister } from "../drivers/tmc5240configuration"
import { type Actuator, Progress } from "./actuator"

/** Further than any carriage can be from its switch: 3.5 mm of travel and a margin. */
const HOME_TRAVEL_UM = 4000
/** Outward over the edge of the switch: more than its hysteresis and the backlash together. */
const LEAVE_UM = 200
/** Slow: 2 mm/s, so the edge is met within 1 µm. */
const SLOW = velocityRegister(20480)
/** 4 mm at 20 mm/s and the slow way back together take 0.4 s. */
const HOME_TIMEOUT_MS = 1000
/** From the command to the poll after next, at most. */
const MOVE_AGE_MS = 30
/** A chip that brings no position in so many polls does not count as standing. */
const POSITION_POLLS = 2
/** Ticks from a command until its effect must show in the status. */
const SETTLE_TICKS = 2

enum Phase {
    Configure,
    Configuring,
    Seek,
    Name,
    Depart,
    Leave,
    Measure,
    Zero,
    Zeroed,
    Park,
    Done,
    Failed,
}

export class StepperActuator implements Actuator {
    readonly needsPermission = false
    readonly regulates = false
    readonly lowUm = CARRIAGE_MIN_UM
    readonly highUm = CARRIAGE_MAX_UM
    chipFault = Fault.MotionChip
    sensedUm = 0
    sensedGood = false
    permitted = false
    homed = false
    status = 0
    standstill = false
    commandedUm = 0
    ageMs = 0
    calmTicks = 0
    failure = ""

    private phase = Phase.Configure
    private ticks = 0
    private startMs = 0
    private configured = false
    private pastUsteps = 0
    /** When the last poll was; below 0: only glances since, which saw that nothing moved. */
    private polledMs = -1
    /** Since the one that brought the position. */
    private polls = 0

    constructor(private readonly chip: Tmc5240) {}

    /** The screw has no calibration of its own. */
    load(): boolean {
        return true
    }

    /** Configured and homed since power-on. */
    async prepare(): Promise<Progress> {
        return Progress.Done
    }

    async poll(nowMs: number): Promise<number> {
        // While the chip is being configured by its own fiber, its frames are not ours.
        if (this.phase === Phase.Configuring) return 0
        const chip = this.chip
        const result = await chip.poll()
        let bits = 0
        if (this.homed) {
            if (result !== 0) bits |= MotionBit.ConfigWrong
            if (chip.resetSeen) bits |= MotionBit.Reset
            if (chip.driverError) bits |= MotionBit.DriverError
        }
        if (bits !== 0)
            if (this.status === 0)
                console.log(`motion chip: status ${chip.status}, result ${result}`)
        this.status = bits
        // A frame brings the register that the one before asked for.
        const sinceMs = this.polledMs < 0 ? 0 : nowMs - this.polledMs
        this.polledMs = nowMs
        this.polls += 1
        this.ageMs += sinceMs
        if (chip.positionFresh) {
            this.commandedUm = ustepsToUm(chip.positionUsteps)
            this.polls = 0
            this.ageMs = sinceMs
        }
        this.standstill = chip.standstill && this.polls < POSITION_POLLS
        return result
    }

    busy(): boolean {
        const phase = this.phase
        if (phase === Phase.Configuring) return !this.configured
        return phase > Phase.Seek && phase < Phase.Done && phase !== Phase.Leave
    }

    calms(): boolean {
        this.polledMs = -1
        return this.phase !== Phase.Configuring
    }

    async glance(): Promise<boolean> {
        return this.homed ? await this.chip.glance() : this.phase !== Phase.Configuring
    }

    /** The screw holds by itself. */
    hold(): void {}

    /** It may hold without limit. */
    heats(): boolean {
        return true
    }

    forget(): void {
        this.homed = false
        if (this.phase !== Phase.Configuring) this.phase = Phase.Configure
    }

    async home(homeUm: number, nowMs: number): Promise<Progress> {
        try {
            return await this.homeStep(homeUm, nowMs)
        } catch (error) {
            if (!(error instanceof DriverError)) throw error
            return this.fail(error.message)
        }
    }

    async setCeiling(ceilingUm: number): Promise<boolean> {
        try {
            await this.chip.setVirtualStopRight(umToUsteps(ceilingUm))
            return true
        } catch (error) {
            if (error instanceof DriverError) return false
            throw error
        }
    }

    /** A chip that goes astray without its current turns nothing (PEN-SAF-02), and the screw holds by itself. */
    async letGo(): Promise<boolean> {
        return (await this.chip.setCurrent(false)) === 0
    }

    async moveTo(positionUm: number): Promise<boolean> {
        this.standstill = false
        if ((await this.chip.setCurrent(true)) !== 0) return false
        // The first poll after rest does not know for how long it has been on its way.
        if (this.polledMs < 0) this.ageMs = MOVE_AGE_MS
        return (await this.chip.moveTo(umToUsteps(positionUm))) === 0
    }

    async park(): Promise<boolean> {
        if (!(await this.moveTo(PARK_UM))) return false
        return await this.setCeiling(0)
    }

    /** At most twelve frames a step: a charge pump waits no longer than 26 ms for the end of a tick. */
    private async homeStep(homeUm: number, nowMs: number): Promise<Progress> {
        this.ticks += 1
        const seeking = this.phase > Phase.Configuring && this.phase < Phase.Done
        if (seeking)
            if (nowMs - this.startMs > HOME_TIMEOUT_MS) return this.fail("no end of travel")
        // Its deceleration is gone with its registers: a move would have no end (PEN-SAF-17).
        if (seeking) if (this.chip.resetSeen) return this.fail("motion chip was reset")
        switch (this.phase) {
            case Phase.Configure:
                this.startConfiguration()
                return Progress.Busy
            case Phase.Configuring:
                if (!this.configured) return Progress.Busy
                if (this.failure !== "") return this.fail(this.failure)
                this.startMs = nowMs
                this.phase = Phase.Seek
                this.ticks = 0
                return Progress.Busy
            case Phase.Seek:
                if (!this.arrived()) return Progress.Busy
                if (!this.chip.leftStop) return this.fail("reference switch does not close")
                // About here; the ceiling of 0 is then out of the way.
                await this.chip.beginPosition(umToUsteps(homeUm))
                this.phase = Phase.Name
                return Progress.Busy
            case Phase.Name:
                await this.chip.endPosition(umToUsteps(homeUm))
                this.phase = Phase.Depart
                return Progress.Busy
            case Phase.Depart:
                await this.chip.setVelocity(SLOW)
                await this.go(Phase.Leave, LEAVE_UM)
                return Progress.Busy
            case Phase.Leave:
                if (!this.arrived()) return Progress.Busy
                if (this.chip.leftStop) return this.fail("reference switch does not open")
                this.phase = Phase.Measure
                return Progress.Busy
            case Phase.Measure:
                await this.measure()
                this.phase = Phase.Zero
                return Progress.Busy
            case Phase.Zero:
                // The edge lies at `homeUm`.
                await this.chip.beginPosition(umToUsteps(homeUm) + this.pastUsteps)
                this.phase = Phase.Zeroed
                return Progress.Busy
            case Phase.Zeroed:
                await this.chip.endPosition(umToUsteps(homeUm) + this.pastUsteps)
                this.commandedUm = ustepsToUm(this.chip.positionUsteps)
                this.phase = Phase.Park
                return Progress.Busy
            case Phase.Park:
                await this.chip.setVelocity(PEN_MOTION.velocity)
                if (!(await this.park())) return this.fail("does not park")
                this.phase = Phase.Done
                this.homed = true
                return Progress.Done
            case Phase.Done:
                return Progress.Done
            default:
                return Progress.Failed
        }
    }

    /**
     * The chip's many frames take longer than a tick may, so they run in a fiber of their own, and
     * most of them while the carriage is on its way in already.
     */
    private startConfiguration(): void {
        const configure = async (actuator: StepperActuator) => {
            try {
                await actuator.chip.initMovingInward(umToUsteps(HOME_TRAVEL_UM))
            } catch (error) {
                if (!(error instanceof DriverError)) throw error
                actuator.failure = error.message
            }
            actuator.configured = true
        }
        this.failure = ""
        this.configured = false
        this.status = 0
        this.phase = Phase.Configuring
        configure.start(this)
    }

    /** Starts a move relative to where the carriage is. */
    private async go(phase: Phase, byUm: number): Promise<void> {
        const fromUsteps = await this.chip.readPosition()
        await this.chip.moveTo(fromUsteps + umToUsteps(byUm))
        this.phase = phase
        this.ticks = 0
        this.standstill = false
    }

    private arrived(): boolean {
        return this.ticks > SETTLE_TICKS && this.chip.standstill
    }

    /** The chip latched its position at the edge: how far is it past that now? */
    private async measure(): Promise<void> {
        const edgeUsteps = await this.chip.read(Tmc5240Register.XLATCH)
        this.pastUsteps = (await this.chip.readPosition()) - edgeUsteps
    }

    private fail(reason: string): Progress {
        this.failure = reason
        this.phase = Phase.Failed
        return Progress.Failed
    }
}
