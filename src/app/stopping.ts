/**
 * Stopping: the drive is off already (ARM fell before this begins); what is left is to bring the
 * needles in and to say so. The cam may have stopped with them out, so the carriage does it.
 */
import { Fault } from "../core/fault"
import { PARKED_MAX_UM } from "../core/limits"
import { type Pen } from "./pen"
import { writeRunMark } from "./runmark"
import { type Session } from "./session"
import { type Startup } from "./startup"

/** Ticks from the command until standstill means that the carriage has arrived. */
const MOVE_TICKS = 2
/** Without a reading for so long, the way in is believed to its command. */
const BLIND_TICKS = 3

/** What is still to be done once the carriage is in; a tick has time for one of it. */
enum End {
    None,
    Record,
    Save,
    Mark,
    Done,
}

export class Stopping {
    /** The last stop ended by homing: the position is known although the fault took it away. */
    homed = false
    private ticks = 0
    /** Ticks in a row without a new reading of the depth sensor. */
    private blindTicks = 0
    private end = End.None
    private commanded = false
    /** Measured when the run ended. */
    private lastUm = 0

    constructor(
        private readonly pen: Pen,
        private readonly startup: Startup,
        private readonly session: Session
    ) {}

    /**
     * `trusted`: the chip's position still means something; else the way in is to home.
     */
    begin(trusted: boolean): void {
        this.ticks = 0
        this.blindTicks = 0
        this.commanded = false
        this.homed = false
        this.lastUm = this.pen.sample.measuredUm
        this.end = End.None
        this.pen.inputs.parked = false
        this.pen.inputs.armed = false
        if (!trusted) this.pen.actuator.forget()
    }

    /** One tick. Returns the cause of a fault, or None. */
    async tick(nowMs: number): Promise<Fault> {
        const pen = this.pen
        if (this.end !== End.None) return this.finish()
        if (this.ticks === 0) pen.devices.drive.stop()
        this.ticks += 1
        this.blindTicks = pen.actuator.sensedGood ? 0 : this.blindTicks + 1
        // Also when the chip was reset on the way in: its target went with its position.
        if (!pen.actuator.homed) {
            await this.startup.home(nowMs)
            if (!pen.actuator.homed) return Fault.None
            this.homed = true
            return this.finish()
        }
        if (this.commanded)
            if (this.ticks > MOVE_TICKS)
                if (pen.sample.standstill) {
                    if (this.arrived()) return this.finish()
                    // At rest, but not inside: whatever ended the way in, the carriage is sent again. A chip that
                    // believes it is there has lost its way: only homing brings the needles in.
                    if (pen.sample.commandedUm <= PARKED_MAX_UM) pen.actuator.forget()
                    this.commanded = false
                    this.ticks = 1
                }
        if (!this.commanded) this.commanded = await pen.actuator.park()
        return Fault.None
    }

    private arrived(): boolean {
        const sample = this.pen.sample
        if (sample.commandedUm > PARKED_MAX_UM) return false
        return sample.measuredUm <= PARKED_MAX_UM || this.blindTicks >= BLIND_TICKS
    }

    /** The tick has no time to sample: the way in begins, or what the run came to is written. */
    hurries(): boolean {
        return this.ticks === 0 || (this.end !== End.None && this.end !== End.Done)
    }

    private finish(): Fault {
        const pen = this.pen
        switch (this.end) {
            case End.None:
                this.end = End.Record
                return Fault.None
            case End.Record:
                this.end = End.Save
                pen.devices.field.clearThreshold()
                this.record()
                if (pen.inputs.strokeSafe) return this.fail(Fault.ChainLost, "latch does not drop")
                return Fault.None
            case End.Save:
                if (!this.session.saves()) this.end = End.Mark
                return Fault.None
            case End.Mark:
                this.end = End.Done
                pen.inputs.parked = true
                if (writeRunMark(pen, false)) return Fault.None
                return this.fail(Fault.JournalFailed, "run mark does not stay")
            default:
                return Fault.None
        }
    }

    /** What the run came to. */
    record(): void {
        this.session.runEnded(this.pen.monitor.lastTickMs, this.lastUm)
    }

    private fail(fault: Fault, reason: string): Fault {
        console.log(`fault ${fault}: ${reason}`)
        return fault
    }
}
