/**
 * Sampling: the first third of a tick. The pins first, then the chips, so that nothing slow stands
 * before what matters most.
 */
import { fieldToUm } from "../core/calibration"
import { TICK_MS } from "../core/limits"
import { DriveBit } from "../core/sample"
import { State } from "../core/state"
import { ExpanderBit } from "../drivers/pca9555"
import { DEPTH_SCALE, RATE_SCALE, setting } from "../panel/knob"
import { type Devices } from "./devices"
import { type Pen } from "./pen"

/** The expander and the rate knob are read in one tick of so many while the drive runs. */
const SLOTS = 5
/** A field sensor that has not converted yet is asked again: two reads last longer than a conversion. */
const FIELD_POLLS_MAX = 3
/** Ripples of the motor in one stroke. */
const RIPPLES_PER_STROKE = 6
/** Conversion of the drive's fault register: NPOR is inverted there. */
const FAULT_BITS =
    DriveBit.OverTemperature | DriveBit.OverVoltage | DriveBit.OverCurrent | DriveBit.Stall

export class Sampler {
    private readonly devices: Devices
    private slot = 0
    private keys = 0xffff
    private ready = false

    constructor(private readonly pen: Pen) {
        this.devices = pen.devices
    }

    /** From now on the chips on the bus are initialised and may be polled. */
    begin(): void {
        this.ready = true
        this.keys = 0xffff
    }

    /** Pins; a few microseconds. `driving`: Arming or Running. */
    samplePins(driving: boolean): void {
        const hardware = this.pen.hardware
        const inputs = this.pen.inputs
        // The permission before its causes: whatever made it fall is then seen in the same tick.
        inputs.strokeSafe = hardware.strokeSafe.read() === 1
        inputs.latchClosed = hardware.latch.read() === 1
        inputs.triggerDown = this.pen.trigger.wants(hardware.trigger.read() === 0, driving)
    }

    /** Chips; `driving` while strokes were asked for. */
    async sampleChips(driving: boolean): Promise<void> {
        const pen = this.pen
        const inputs = pen.inputs
        const sample = pen.sample
        inputs.acknowledgeEdge = false
        inputs.confirmEdge = false
        inputs.clearEdge = false
        sample.i2cFailed = false
        if (!this.ready) return
        this.sampleField()
        if (this.devices.depthKnob.poll() !== 0 || !this.devices.depthKnob.magnetGood)
            sample.i2cFailed = true
        else inputs.depthUm = setting(DEPTH_SCALE, this.devices.depthKnob.raw, inputs.depthUm)
        if (driving) this.sampleDrive()
        this.slot = (this.slot + 1) % SLOTS
        const atRest = pen.lock.state !== State.Arming && pen.lock.state !== State.Running
        if (atRest || this.slot === 0) this.sampleExpander()
        if (atRest || this.slot === 2) this.sampleRateKnob()
        await this.sampleActuator()
    }

    private sampleField(): void {
        const field = this.devices.field
        const sample = this.pen.sample
        const before = sample.fieldSetCount
        let result = field.poll()
        for (let i = 1; result === 0 && field.setCount === before && i < FIELD_POLLS_MAX; ++i)
            result = field.poll()
        sample.fieldCrcGood = result === 0 && !field.resetSeen
        sample.fieldSetCount = field.setCount
        const tipOffsetUm = this.pen.inputs.cartridge === 0 ? this.pen.record.tipOffsetUm : 0
        if (this.pen.inputs.calibrationGood)
            sample.measuredUm = fieldToUm(this.pen.calibration, field.raw) + tipOffsetUm
        this.pen.inputs.measuredUm = sample.measuredUm
    }

    private sampleDrive(): void {
        const drive = this.devices.drive
        const sample = this.pen.sample
        sample.countsFresh = false
        if (drive.poll() !== 0 || drive.renewLease() !== 0) {
            // A drive that the chain has put to sleep does not answer; the chain says so itself.
            if (this.pen.hardware.strokeSafe.read() === 0) {
                this.pen.inputs.strokeSafe = false
                this.pen.inputs.latchClosed = this.pen.hardware.latch.read() === 1
            } else sample.driveFaultBits = DriveBit.ConfigWrong
            return
        }
        sample.driveFaultBits =
            (drive.faults & FAULT_BITS) | ((drive.faults & DriveBit.PowerLost) ^ DriveBit.PowerLost)
        sample.speedMilliHz = drive.speedMilliHz
        sample.rippleStrokes = Math.idiv(drive.ripples, RIPPLES_PER_STROKE)
        if (this.devices.witness.poll() !== 0) {
            sample.i2cFailed = true
            return
        }
        sample.witnessCount = this.devices.witness.count
        sample.countsFresh = true
    }

    private sampleExpander(): void {
        const expander = this.devices.expander
        const inputs = this.pen.inputs
        if (expander.poll() !== 0) {
            this.pen.sample.i2cFailed = true
            return
        }
        const levels = expander.levels
        const down = this.keys & ~levels
        this.keys = levels
        inputs.stopClosed = (levels & (1 << ExpanderBit.StopOpen)) === 0
        inputs.acknowledgeEdge = (down & (1 << ExpanderBit.Acknowledge)) !== 0
        inputs.confirmEdge = (down & (1 << ExpanderBit.Confirm)) !== 0
        inputs.clearEdge = (down & (1 << ExpanderBit.Clear)) !== 0
    }

    private sampleRateKnob(): void {
        const knob = this.devices.rateKnob
        const inputs = this.pen.inputs
        if (knob.poll() !== 0 || !knob.magnetGood) this.pen.sample.i2cFailed = true
        else inputs.rateHz = setting(RATE_SCALE, knob.raw, inputs.rateHz)
    }

    private async sampleActuator(): Promise<void> {
        const actuator = this.pen.actuator
        const inputs = this.pen.inputs
        const sample = this.pen.sample
        await actuator.poll()
        const tipOffsetUm = inputs.cartridge === 0 ? this.pen.record.tipOffsetUm : 0
        sample.motionStatus = actuator.status
        sample.standstill = actuator.standstill && actuator.ageMs <= 2 * TICK_MS
        sample.commandedUm = actuator.commandedUm + tipOffsetUm
        sample.skewMs = actuator.ageMs
        sample.depthKnown = actuator.homed && inputs.calibrationGood
        inputs.homed = actuator.homed
        inputs.standstill = sample.standstill
        inputs.commandedUm = sample.commandedUm
    }
}
