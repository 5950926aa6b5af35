/**
 * Arming: from the trigger to the permission to stroke, one step a tick, at most 600 ms. First the cartridge is
 * marked as used. Every ceiling is in place and read back before anything can move outward: the sensor's threshold,
 * the motion chip's virtual stop, the chain's latch. A chip that has its supply only behind the latch is made ready
 * after ARM; its ceiling is part of every current that it is told.
 */
import { Progress } from "../actuator/actuator"
import { umToField } from "../core/calibration"
import { Fault } from "../core/fault"
import { DEPTH_OVER_MARGIN_UM, DISAGREE_UM, VIRTUAL_STOP_MARGIN_UM } from "../core/limits"
import { ExpanderBit } from "../drivers/pca9555"
import { collect } from "./ballast"
import { type Pen } from "./pen"
import { writeRunMark } from "./runmark"
import { type Session } from "./session"

/** The latch sets 1 ms after the edge of ARM; two ticks are generous. */
const LATCH_TICKS = 3
/** So far below the field at hand lies the threshold that proves itself: 2.5 mT, 100 µm. */
const PROOF_COUNTS = 2048
/** Ticks from the start of the move until standstill means that it has ended. */
const MOVE_TICKS = 3

enum Phase {
    Collect,
    Open,
    Mark,
    Ceilings,
    Look,
    Arm,
    Armed,
    CapDrops,
    CapReleases,
    ThresholdDrops,
    Prepare,
    Move,
    Drive,
    Extend,
    Go,
    Done,
}

/**
 * Phases in which the tick asks no chip how things are: nothing is permitted yet, or the carriage only gets its
 * command. A charge pump waits no longer than 26 ms for the end of a tick.
 */
const WAITING =
    (1 << Phase.Collect) |
    (1 << Phase.Open) |
    (1 << Phase.Mark) |
    (1 << Phase.Ceilings) |
    (1 << Phase.Move) |
    (1 << Phase.Go)

export class Arming {
    /** What went wrong, in words, for the log. */
    failure = ""
    /** What the drive is configured for: a knob that turns meanwhile counts from the first stroke on. */
    rateHz = 0
    private phase = Phase.Collect
    private ticks = 0
    private capProven = false
    /** The comparator's test input is up. */
    private capTested = false

    constructor(
        private readonly pen: Pen,
        private readonly session: Session
    ) {}

    /** The trigger went down in Ready. */
    begin(): void {
        this.next(Phase.Collect)
        const inputs = this.pen.inputs
        inputs.acknowledgeEdge = false
        inputs.confirmEdge = false
        inputs.clearEdge = false
        this.rateHz = this.pen.inputs.rateHz
        this.capProven = this.pen.latchProven
        this.failure = ""
        this.pen.inputs.armed = false
    }

    /** One tick. Returns the cause of a refusal, or None; `inputs.armed` when all is done. */
    async tick(): Promise<Fault> {
        this.ticks += 1
        if (this.phase >= Phase.Prepare) if (this.asleep()) return this.permissionLost()
        switch (this.phase) {
            case Phase.Collect:
                // Now, because none of the next ticks has the time for a collection.
                collect()
                return this.next(Phase.Open)
            case Phase.Open:
                return this.open()
            case Phase.Mark:
                if (!writeRunMark(this.pen, true))
                    return this.fail(Fault.JournalFailed, "run mark does not stay")
                return this.next(Phase.Ceilings)
            case Phase.Ceilings:
                return await this.setCeilings()
            case Phase.Look:
                // What has changed since the trigger is judged before anything is permitted.
                return this.next(Phase.Arm)
            case Phase.Arm:
                if (this.pen.inputs.strokeSafe)
                    return this.fail(Fault.ChainLost, "latch is set before arming")
                this.pen.hardware.arm.write(1)
                return this.next(Phase.Armed)
            case Phase.Armed:
                return this.afterArm()
            case Phase.CapDrops:
                return this.capDrops()
            case Phase.CapReleases:
                return this.next(Phase.Arm)
            case Phase.ThresholdDrops:
                return this.thresholdDrops()
            case Phase.Prepare:
                return await this.prepare()
            case Phase.Move:
                // The drive is configured on the way: the time for both is short.
                if (!(await this.pen.actuator.moveTo(this.carriageUm())))
                    return this.refused("move refused")
                return this.next(Phase.Drive)
            case Phase.Drive:
                return this.configureDrive()
            case Phase.Extend:
                return this.extend()
            case Phase.Go:
                if (!(await this.pen.actuator.letGo())) return this.refused("current stays on")
                this.pen.inputs.armed = true
                return this.next(Phase.Done)
            default:
                return Fault.None
        }
    }

    /** The time of this tick belongs to its phase. */
    waits(): boolean {
        return ((1 << this.phase) & WAITING) !== 0
    }

    /** The use mark, burnt and read back, and the journal (PEN-SAF-08). */
    private open(): Fault {
        const session = this.session
        const progress = session.open()
        if (progress === Progress.Busy) return Fault.None
        if (progress === Progress.Done) return this.next(Phase.Mark)
        // Pulled out while it was being marked: that is the cause.
        this.pen.inputs.latchClosed = this.pen.hardware.latch.read() === 1
        return this.fail(session.fault, "cartridge not opened")
    }

    /** Carriage position for the depth of this run. */
    private carriageUm(): number {
        return this.pen.lock.runDepthUm - this.pen.record.tipOffsetUm
    }

    private async setCeilings(): Promise<Fault> {
        const pen = this.pen
        const carriageUm = this.carriageUm()
        // A start that was broken off may have left it up.
        if (this.capTested) this.endCapTest()
        const threshold = umToField(pen.calibration, carriageUm + DEPTH_OVER_MARGIN_UM)
        if (pen.devices.field.setThreshold(threshold) !== 0)
            return this.fail(Fault.SensorBus, "depth threshold does not read back")
        if (!(await pen.actuator.setCeiling(carriageUm + VIRTUAL_STOP_MARGIN_UM)))
            return this.fail(pen.actuator.chipFault, "depth ceiling does not read back")
        return this.next(Phase.Look)
    }

    private afterArm(): Fault {
        const pen = this.pen
        if (!pen.inputs.strokeSafe) {
            if (this.ticks < LATCH_TICKS) return Fault.None
            return this.fail(Fault.ChainLost, "latch does not set")
        }
        if (!this.capProven) {
            this.capTested = true
            pen.devices.expander.setOutput(ExpanderBit.CapTest, 1)
            return this.next(Phase.CapDrops)
        }
        if (!pen.latchProven) {
            if (pen.devices.field.setThreshold(pen.devices.field.raw - PROOF_COUNTS) !== 0)
                return this.fail(Fault.SensorBus, "depth threshold does not read back")
            return this.next(Phase.ThresholdDrops)
        }
        pen.devices.drive.restart()
        return this.next(pen.actuator.needsPermission ? Phase.Prepare : Phase.Move)
    }

    private endCapTest(): void {
        this.capTested = false
        this.pen.devices.expander.setOutput(ExpanderBit.CapTest, 0)
    }

    /** The comparator's test must have dropped the latch; then ARM starts from low again. */
    private capDrops(): Fault {
        const pen = this.pen
        this.endCapTest()
        pen.hardware.arm.write(0)
        if (pen.inputs.strokeSafe)
            return this.fail(Fault.ChainLost, "depth cap does not drop the latch")
        this.capProven = true
        return this.next(Phase.CapReleases)
    }

    /** So must a threshold that the carriage is beyond already; then the true one is set again. */
    private thresholdDrops(): Fault {
        const pen = this.pen
        pen.hardware.arm.write(0)
        if (pen.inputs.strokeSafe)
            return this.fail(Fault.ChainLost, "depth threshold does not drop the latch")
        pen.latchProven = true
        return this.next(Phase.Ceilings)
    }

    private async prepare(): Promise<Fault> {
        const actuator = this.pen.actuator
        const progress = await actuator.prepare()
        if (progress === Progress.Busy) return Fault.None
        if (progress === Progress.Failed) return this.refused(actuator.failure)
        return this.next(Phase.Move)
    }

    /** A chip that needs permission has lost it: what it says or does not say means nothing, and it moves nothing. */
    private asleep(): boolean {
        return this.pen.actuator.needsPermission && this.pen.hardware.strokeSafe.read() === 0
    }

    private refused(reason: string): Fault {
        if (this.asleep()) return this.permissionLost()
        return this.fail(this.pen.actuator.chipFault, reason)
    }

    private configureDrive(): Fault {
        const pen = this.pen
        const drive = pen.devices.drive
        if (drive.configure(this.rateHz)) return this.next(Phase.Extend)
        if (drive.failedRegister >= 0)
            if (pen.inputs.strokeSafe)
                return this.fail(Fault.DriveChip, "drive register " + drive.failedRegister)
        return Fault.None
    }

    private extend(): Fault {
        const inputs = this.pen.inputs
        if (this.ticks < MOVE_TICKS || !inputs.standstill) return Fault.None
        const offUm = inputs.commandedUm - this.pen.lock.runDepthUm
        if (offUm > 1 || offUm < -1)
            return this.fail(this.pen.actuator.chipFault, `stopped ${offUm} um from the set depth`)
        const differenceUm = inputs.measuredUm - inputs.commandedUm
        if (differenceUm > DISAGREE_UM || differenceUm < -DISAGREE_UM)
            return this.fail(Fault.DepthDisagrees, "measured " + differenceUm + " um off")
        // A drive that was reset on the way would run on its power-on values (PEN-SAF-17). One that
        // the chain has just put to sleep does not answer; the chain says so itself.
        const { drive } = this.pen.devices
        if (!drive.remembers())
            if (this.pen.hardware.strokeSafe.read() === 1)
                return this.fail(Fault.DriveChip, "drive was reset before its start")
        return this.next(Phase.Go)
    }

    private next(phase: Phase): Fault {
        this.phase = phase
        this.ticks = 0
        return Fault.None
    }

    /** The latch may have opened since it was sampled in this tick; it is the cause then. */
    private permissionLost(): Fault {
        const { inputs, hardware } = this.pen
        inputs.latchClosed = hardware.latch.read() === 1
        return this.fail(Fault.ChainLost, "permission lost")
    }

    private fail(fault: Fault, reason: string): Fault {
        this.failure = reason
        return fault
    }
}
