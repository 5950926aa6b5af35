/**
 * Sampling: the first third of a tick. The pins first, then the chips, so that nothing slow stands
 * before what matters most.
 */
import { fieldToUm } from "../core/calibration"
import { wornOut } from "../core/drivewatch"
import { Inhibit } from "../core/inhibit"
import { DriveBit } from "../core/sample"
import { State } from "../core/state"
import { speedMilliHz } from "../drivers/drv8214units"
import { Result } from "../drivers/errors"
import { ExpanderBit } from "../drivers/pca9555"
import { DEPTH_SCALE, RATE_SCALE, setting } from "../panel/knob"
import { InputBit } from "../hal/bus"
import { type Devices } from "./devices"
import { type Pen } from "./pen"

/** The expander and the rate knob are read in one tick of so many while the drive runs. */
const SLOTS = 5
const EXPANDER_SLOT = 0
const RATE_SLOT = 2
/** A field sensor that has not converted yet is asked again. */
const FIELD_POLLS_MAX = 3
/** The stroke witness counts nothing while it is read, so it is read in one tick of so many. */
export const WITNESS_TICKS = 8
/** No `Result`. */
const NOT_ASKED = -99
/** Ripples of the motor in one stroke. */
export const RIPPLES_PER_STROKE = 6
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
    /** What the field sensor's poll came to, if this tick has asked it already. */
    fieldResult = NOT_ASKED
    /** It acknowledged, and has not converted since it was asked last. */
    private fieldStands = false
    private slot = 0
    /** Since the witness was read; whoever cannot read it leaves that to the next whole tick. */
    witnessTicks = 0
    private odd = false
    private tipUm = 0
    /** One sample ago. All down before the first: a key that is jammed since power-on is no press (PEN-SAF-18). */
    private keys = 0
    /** The leak electrode is wet (PEN-SAF-21). */
    wet = false
    /** The expander has something new to say, or failed: it is asked in the next whole tick. */
    expanderDue = false
    /** The rate knob has something new to say, or failed: it is asked in the next whole tick. */
    rateKnobDue = false

    constructor(private readonly pen: Pen) {
        this.devices = pen.devices
    }

    /** From now on the chips on the bus are initialised and may be polled. */
    begin(): void {
        this.ready = true
    }

    /** The next whole tick leaves nobody out. */
    askActuator(): void {
        this.odd = true
    }

    /** All chips answered in this tick, as far as they were asked. */
    sound(): boolean {
        const sample = this.pen.sample
        if (!this.ready || this.busDown || this.expanderDue || this.rateKnobDue) return false
        return sample.fieldCrcGood && !sample.i2cFailed && sample.motionStatus === 0
    }

    /** How far the needle plate of the fitted cartridge lies from the carriage, as far as that is known. */
    tipOffsetUm(): number {
        return this.pen.inputs.cartridge === 0 ? this.pen.record.tipOffsetUm : 0
    }

    /** Levels of the lines. `driving`: Arming or Running. */
    takeLines(levels: number, driving: boolean): void {
        const inputs = this.pen.inputs
        inputs.strokeSafe = (levels & InputBit.StrokeSafe) !== 0
        inputs.latchClosed = (levels & InputBit.Latch) !== 0
        inputs.triggerDown = this.pen.trigger.wants((levels & InputBit.Trigger) === 0, driving)
        if (this.pen.stopAsked) inputs.triggerDown = false
    }

    /** Chips; `driving` while strokes were asked for. */
    async sampleChips(driving: boolean, nowMs: number): Promise<void> {
        const pen = this.pen
        const inputs = pen.inputs
        inputs.acknowledgeEdge = false
        inputs.confirmEdge = false
        inputs.clearEdge = false
        pen.sample.i2cFailed = false
        this.busDown = false
        this.fieldStands = false
        this.tipUm = this.tipOffsetUm()
        // A rate that is news is believed only with a good magnet, and what this tick has put off is not put off twice.
        this.devices.rateKnob.polls = 0
        if (this.ready) this.sampleBus(driving)
        else if (pen.lock.state === State.Faulted) this.sampleExpander()
        // While strokes are made, a carriage that needs nobody to hold it is asked in every second tick.
        this.odd = !this.odd
        const skipped = driving && this.odd && !pen.actuator.regulates
        if (!skipped) await this.sampleActuator(nowMs)
        // A field sensor does not convert while it is addressed: it had the time of the others, and is asked again.
        if (this.fieldStands) this.sampleField()
    }

    private sampleBus(driving: boolean): void {
        const inputs = this.pen.inputs
        const fieldAnswers = this.sampleField()
        const knob = this.devices.depthKnob
        const knobAnswers = knob.poll() === 0
        if (knobAnswers && knob.magnetGood)
            inputs.depthUm = setting(DEPTH_SCALE, knob.raw, inputs.depthUm)
        else this.pen.sample.i2cFailed = true
        if (!fieldAnswers)
            if (!knobAnswers) {
                this.busDown = true
                return
            }
        if (driving) this.sampleDrive()
        const slot = (this.slot + 1) % SLOTS
        this.slot = slot
        const state = this.pen.lock.state
        let due = slot
        // A chip that failed is asked again in the next tick: two failures in a row are a fault.
        if (this.expanderDue) due = EXPANDER_SLOT
        else if (this.rateKnobDue) due = RATE_SLOT
        if (state !== State.Running)
            if (state !== State.Arming) {
                this.sampleExpander()
                due = RATE_SLOT
            }
        if (due === EXPANDER_SLOT) this.sampleExpander()
        else if (due === RATE_SLOT) this.sampleRateKnob()
    }

    /** Returns whether the sensor acknowledged. */
    sampleField(): boolean {
        const pen = this.pen
        const field = this.devices.field
        const sample = pen.sample
        const before = sample.fieldSetCount
        let result = this.fieldResult
        this.fieldResult = NOT_ASKED
        if (result === NOT_ASKED) result = field.poll()
        for (let i = 1; i < FIELD_POLLS_MAX; ++i) {
            if (result !== 0) break
            if (field.setCount !== before) break
            result = field.poll()
        }
        this.fieldStands = result === 0 && field.setCount === before
        sample.fieldCrcGood = result === 0
        sample.fieldSetCount = field.setCount
        if (pen.inputs.calibrationGood) {
            const carriageUm = fieldToUm(pen.calibration, field.raw)
            const measuredUm = carriageUm + this.tipUm
            sample.measuredUm = measuredUm
            pen.inputs.measuredUm = measuredUm
            const actuator = pen.actuator
            actuator.sensedUm = carriageUm
            actuator.sensedGood = result === 0 && field.setCount !== before
        }
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
        sample.speedMilliHz = speedMilliHz(drive.speed)
        sample.rippleStrokes = Math.idiv(drive.ripples, RIPPLES_PER_STROKE)
        this.witnessTicks += 1
        if (this.witnessTicks < WITNESS_TICKS) return
        // One that failed is asked again in the next tick: two failures in a row are a fault.
        if (this.devices.witness.poll() !== 0) {
            sample.i2cFailed = true
            return
        }
        this.witnessTicks = 0
        sample.witnessCount = this.devices.witness.count
        sample.countsFresh = true
        if (wornOut(sample)) this.pen.inputs.cartridge |= Inhibit.CartridgeWorn
    }

    private sampleExpander(): void {
        const expander = this.devices.expander
        const inputs = this.pen.inputs
        const suspect = this.expanderDue
        this.expanderDue = true
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
        const wet = (levels & (1 << ExpanderBit.Leak)) !== 0
        const examine = suspect || wet || this.slot === 0 || (down & PERMITTING_KEYS) !== 0
        if (examine && expander.check() !== 0) {
            this.pen.sample.i2cFailed = true
            return
        }
        this.expanderDue = false
        this.wet = wet
        inputs.stopClosed = (levels & (1 << ExpanderBit.StopOpen)) === 0
        inputs.acknowledgeEdge = (down & (1 << ExpanderBit.Acknowledge)) !== 0
        inputs.confirmEdge = (down & (1 << ExpanderBit.Confirm)) !== 0
        inputs.clearEdge = (down & (1 << ExpanderBit.Clear)) !== 0
    }

    /** A calm tick of a run found the rate knob changed, or silent. @returns false, which it passes on. */
    rateIsNew(): boolean {
        this.rateKnobDue = true
        return false
    }

    private sampleRateKnob(): void {
        const knob = this.devices.rateKnob
        const inputs = this.pen.inputs
        this.rateKnobDue = knob.poll() !== 0 || !knob.magnetGood
        if (this.rateKnobDue) this.pen.sample.i2cFailed = true
        else inputs.rateHz = setting(RATE_SCALE, knob.raw, inputs.rateHz)
    }

    private async sampleActuator(nowMs: number): Promise<void> {
        const pen = this.pen
        const actuator = pen.actuator
        const inputs = pen.inputs
        const sample = pen.sample
        actuator.permitted = inputs.strokeSafe
        await actuator.poll(nowMs)
        const ageMs = actuator.ageMs
        const commandedUm = actuator.commandedUm + this.tipUm
        const homed = actuator.homed
        const standstill = actuator.standstill
        sample.motionStatus = actuator.status
        sample.standstill = standstill
        sample.commandedUm = commandedUm
        sample.skewMs = ageMs
        sample.depthKnown = homed && inputs.calibrationGood
        inputs.homed = homed
        inputs.standstill = standstill
        inputs.commandedUm = commandedUm
    }
}
