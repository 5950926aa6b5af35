/** Everything that the parts of the application share: the hardware, the chips, and what is known. */
import { type Actuator } from "../actuator/actuator"
import { type Calibration, newCalibration } from "../core/calibration"
import { type CartridgeRecord, newRecord } from "../core/cartridge"
import { type Inputs, newInputs } from "../core/inputs"
import { type Interlock, newInterlock } from "../core/interlock"
import { type Monitor, newMonitor } from "../core/monitor"
import { newSample, type Sample } from "../core/sample"
import { type Hardware } from "../hal/native"
import { Trigger } from "../panel/trigger"
import { Devices } from "./devices"

export class Pen {
    readonly devices: Devices
    readonly inputs: Inputs
    readonly sample: Sample
    readonly lock: Interlock
    readonly monitor: Monitor
    readonly calibration: Calibration
    /** Of the accepted cartridge; meaningful while `inputs.cartridge` is 0. */
    readonly record: CartridgeRecord
    readonly trigger: Trigger
    /** A peer asked for the end of a run; until it has ended. */
    stopAsked = false
    /**
     * LIFE is toggled at the end of each tick, once the memory is read, which takes longer than a charge pump may wait.
     * The self-test stops it to see the chain drop.
     */
    lifeRuns = false
    /** The latch of the chain was seen to set and to drop in this power-on (PEN-SAF-14). */
    latchProven = false

    constructor(
        readonly hardware: Hardware,
        readonly actuator: Actuator
    ) {
        this.devices = new Devices(hardware.i2c)
        this.inputs = newInputs()
        this.sample = newSample()
        this.lock = newInterlock()
        this.monitor = newMonitor()
        this.calibration = newCalibration()
        this.record = newRecord()
        this.trigger = new Trigger()
    }

    /** The sign of life of a tick that completed. */
    toggleLife(): void {
        if (this.lifeRuns) this.hardware.life.toggle()
    }
}
