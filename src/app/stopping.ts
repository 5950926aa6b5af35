/**
 * Stopping: the drive is off already (ARM fell before this begins); what is left is to bring the
 * needles in and to say so. The cam may have stopped with them out, so the carriage does it.
 */
import { PARKED_MAX_UM } from "../core/limits"
import { type Pen } from "./pen"
import { writeRunMark } from "./runmark"
import { type Startup } from "./startup"

/** Ticks from the command until standstill means that the carriage has arrived. */
const MOVE_TICKS = 2

export class Stopping {
    private ticks = 0
    private commanded = false
    private trusted = false

    constructor(
        private readonly pen: Pen,
        private readonly startup: Startup
    ) {}

    /**
     * `trusted`: the chip's position still means something; else the way in is to home.
     */
    begin(trusted: boolean): void {
        this.ticks = 0
        this.commanded = false
        this.trusted = trusted
        this.pen.inputs.parked = false
        this.pen.inputs.armed = false
        if (!trusted) this.pen.actuator.forget()
    }

    /** One tick. */
    async tick(nowMs: number): Promise<void> {
        const pen = this.pen
        if (this.ticks === 0) pen.devices.drive.stop()
        this.ticks += 1
        if (!this.trusted) {
            await this.startup.home(nowMs)
            if (pen.actuator.homed) this.finish()
            return
        }
        if (this.commanded && this.ticks > MOVE_TICKS && pen.sample.standstill) {
            if (this.arrived()) {
                this.finish()
                return
            }
            // At rest, but not inside: whatever ended the way in, the carriage is sent again.
            this.commanded = false
            this.ticks = 1
        }
        if (!this.commanded) this.commanded = await pen.actuator.park()
    }

    private arrived(): boolean {
        const sample = this.pen.sample
        if (sample.commandedUm > PARKED_MAX_UM) return false
        return sample.measuredUm <= PARKED_MAX_UM || !sample.fieldCrcGood
    }

    private finish(): void {
        if (this.pen.inputs.parked) return
        this.pen.devices.field.clearThreshold()
        writeRunMark(this.pen, false)
        this.pen.inputs.parked = true
    }
}
