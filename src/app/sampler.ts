/**
 * Sampling: the first third of a tick. The pins first, then the chips, so that nothing slow stands
 * before what matters most.
 */
import { fieldToUm } from "../core/calibration"
import { TICK_MS } from "../core/limits"
import { DriveBit } from "../core/sample"
import { State } from "../core/state"
import { Result } from "../drivers/errors"
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
/** Keys that permit something. */
const PERMITTING_KEYS = (1 << ExpanderBit.Acknowledge) | (1 << ExpanderBit.Confirm)
/** Conversion of the drive's fault register: NPOR is inverted there. */
const FAULT_BITS =
    DriveBit.OverTemperature | DriveBit.OverVoltage | DriveBit.OverCurrent | DriveBit.Stall

export class Sampler {
    private readonly devices: Devices
    /** The chips on the bus are initialised, and polled. */
    ready = false
    /**
     * The first two chips of this tick did not answer. The others are not asked: each transfer on a
     * line that is held low blocks the program for a second, and five of them reset the controller.
     */
    busDown = false
    private slot = 0
    /** One sample ago. All down before the first: a key that is jammed since power-on is no press (PEN-SAF-18). */
    private keys = 0
    private expanderFailed = false
    private rateKnobFailed = false

    constructor(private readonly pen: Pen) {
        this.devices = pen.devices
    }

    /** From now on the chips on the bus are initialised and may be polled. */
    begin(): void {
        this.ready = true
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
        this.busDown = false
        if (this.ready) this.sampleBus(driving)
        else if (pen.lock.state === State.Faulted) this.sampleExpander()
        await this.sampleActuator()
    }

    private sampleBus(driving: boolean): void {
        const sample = this.pen.sample
        const fieldAnswers = this.sampleField()
        const knob = this.devices.depthKnob
        const knobAnswers = knob.poll() === 0
        if (!knobAnswers || !knob.magnetGood) sample.i2cFailed = true
        else this.pen.inputs.depthUm = setting(DEPTH_SCALE, knob.raw, this.pen.inputs.depthUm)
        if (!fieldAnswers && !knobAnswers) {
            this.busDown = true
            return
        }
        if (driving) this.sampleDrive()
        this.slot = (this.slot + 1) % SLOTS
        const state = this.pen.lock.state
        const atRest = state !== State.Arming && state !== State.Running
        // A chip that failed is asked again in the next tick: two failures in a row are a fault.
        if (atRest || this.slot === 0 || this.expanderFailed) this.sampleExpander()
        if (atRest || this.slot === 2 || this.rateKnobFailed) this.sampleRateKnob()
    }

    /** Returns whether the sensor acknowledged. */
    private sampleField(): boolean {
        const field = this.devices.field
        const sample = this.pen.sample
        const before = sample.fieldSetCount
        let result = field.poll()
        for (let i = 1; result === 0 && field.setCount === before && i < FIELD_POLLS_MAX; ++i)
            result = field.poll()
        sample.fieldCrcGood = result === 0 && !field.resetSeen
        sample.fieldSetCount = field.setCount
        const tipOffsetUm = this.pen.inputs.cartridge === 0 ? this.pen.record.tipOffsetUm : 0
        if (this.pen.inputs.calibrationGood) {
            const carriageUm = fieldToUm(this.pen.calibration, field.raw)
            sample.measuredUm = carriageUm + tipOffsetUm
            this.pen.actuator.sensedUm = carriageUm
            this.pen.actuator.sensedGood = sample.fieldCrcGood && field.setCount !== before
        }
        this.pen.inputs.measuredUm = sample.measuredUm
        return result === 0 || result === Result.BadData
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
        const suspect = this.expanderFailed
        this.expanderFailed = true
        if (expander.poll() !== 0) {
            this.pen.sample.i2cFailed = true
            return
        }
        const levels = expander.levels
        const down = this.keys & ~levels
        this.keys = levels
        // The way out of a fault does not depend on what is to be set up anew.
        inputs.clearEdge =
            this.pen.lock.state === State.Faulted && (down & (1 << ExpanderBit.Clear)) !== 0
        if (!this.ready) return
        // A chip that was reset, or answers noise, must not be heard acknowledging anything.
        const examine = suspect || this.slot === 0 || (down & PERMITTING_KEYS) !== 0
        if (examine && expander.check() !== 0) {
            this.pen.sample.i2cFailed = true
            return
        }
        this.expanderFailed = false
        inputs.stopClosed = (levels & (1 << ExpanderBit.StopOpen)) === 0
        inputs.acknowledgeEdge = (down & (1 << ExpanderBit.Acknowledge)) !== 0
        inputs.confirmEdge = (down & (1 << ExpanderBit.Confirm)) !== 0
        inputs.clearEdge = (down & (1 << ExpanderBit.Clear)) !== 0
    }

    private sampleRateKnob(): void {
        const knob = this.devices.rateKnob
        const inputs = this.pen.inputs
        this.rateKnobFailed = knob.poll() !== 0 || !knob.magnetGood
        if (this.rateKnobFailed) this.pen.sample.i2cFailed = true
        else inputs.rateHz = setting(RATE_SCALE, knob.raw, inputs.rateHz)
    }

    private async sampleActuator(): Promise<void> {
        const actuator = this.pen.actuator
        const inputs = this.pen.inputs
        const sample = this.pen.sample
        actuator.permitted = inputs.strokeSafe
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
