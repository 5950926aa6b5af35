/**
 * The calm tick. Nearly all ticks of a pen find nothing new: the reading of each sensor lies where neither the monitor
 * nor the interlock has anything to say about it. The whole tick works out once where that is; from then on a tick only
 * reads, and compares what it read with these bounds. The first reading beyond them, a failed transfer, or another
 * level of a line, and the whole tick is gone through, in the same tick and with everything read anew.
 *
 * Nothing is decided here. `test/core/windows.test.ts` holds the bounds to monitor, interlock and knobs.
 */
import { fieldToUm } from "../core/calibration"
import { boundWindow, depthWindow, newWindow, type Window } from "../core/depthwindow"
import { countsDisagree, driveSettled, watchDrive, wornOut } from "../core/drivewatch"
import { Fault } from "../core/fault"
import { OVER_SPEED_PERCENT, SETTLE_MS, SLOW_PERCENT } from "../core/limits"
import { monitorSettled } from "../core/monitor"
import { speedAt, speedMilliHz } from "../drivers/drv8214units"
import { DEPTH_SCALE, keptFrom, keptTo, RATE_SCALE } from "../panel/knob"
import { collect } from "./ballast"
import { type CartridgeBay } from "./cartridgebay"
import { type Devices } from "./devices"
import { type Pen } from "./pen"
import { batteryAsItWas } from "./power"
import { RIPPLES_PER_STROKE, type Sampler, WITNESS_TICKS } from "./sampler"

/** The levels that no reading of the lines has: not calm. */
const NEVER = -1
/** Of ticks: each chip has its turn in sixteen, which is a power of two. */
const ROUND_MASK = 15
/** Ticks from one turn of the actuator to the next at rest, and the turn of a carriage that the depth sensor holds. */
const REST_GLANCE_TICKS = 8
const HOLD_TURN = 5
/** The servers have their turn behind one tick of so many. */
const SERVERS_MASK = 7
/** In a run the battery gauge has its turn in one tick of a round, instead of the cartridge. */
const GAUGE_TURN = 13
/** The highest speed that the drive can tell. */
const SPEED_MAX = 255
/** Every fourth tick is light, and has the time for a collection; what is allocated in four needs none in between. */
const LIGHT_MASK = 3

export class Calm {
    /** Levels of the lines in a calm tick; any other, and it is none. */
    levels = NEVER
    /** The next tick of a run leaves time for the servers: it asks for little more than every tick. */
    leaves = false
    private readonly devices: Devices
    private turn = 0
    private readonly window: Window
    private fieldLow = 0
    private fieldHigh = 0
    private setCount = 0
    private sameCounts = 0
    private depthLow = 0
    private depthHigh = 0
    private rateLow = 0
    private rateHigh = 0
    private settling = false
    private readonly regulates: boolean
    /** Sum of the readings since the carriage was held last, the turn of the first, and of the first unheated tick. */
    private rawSum = 0
    private heldTurn = 0
    private countedTurn = 0
    private speedLow = 0
    private speedHigh = 0
    private keys = 0

    constructor(
        private readonly pen: Pen,
        private readonly sampler: Sampler,
        private readonly bay: CartridgeBay
    ) {
        this.devices = pen.devices
        this.regulates = pen.actuator.regulates
        this.window = newWindow()
    }

    /** This tick is a whole one. The monitor goes on from what was seen last. */
    end(): void {
        if (this.levels === NEVER) return
        this.levels = NEVER
        this.sampler.askActuator()
        const passed = (this.turn - this.countedTurn) & ROUND_MASK
        if (this.pen.sample.driving) this.pen.actuator.calmTicks = passed
        this.pen.monitor.setCount = this.setCount
        this.pen.sample.fieldSetCount = this.setCount
    }

    /** Works out what the depth sensor may read; quick when nothing has changed that it depends on. */
    private aim(): void {
        const { pen, window } = this
        boundWindow(window, pen.actuator.lowUm, pen.actuator.highUm)
        const tipOffsetUm = this.sampler.tipOffsetUm()
        depthWindow(pen.calibration, pen.lock, pen.sample, tipOffsetUm, window)
        this.fieldLow = window.low
        this.fieldHigh = window.high
    }

    /** At the end of a whole tick in which nothing has changed: will the next be calm? `driving`: strokes are made. */
    begin(levels: number, driving: boolean): void {
        const pen = this.pen
        if (!pen.sample.standstill || !pen.actuator.calms()) return
        if (!this.sampler.sound() || !this.bay.settled() || !monitorSettled(pen.monitor)) return
        const { raw, setCount } = this.devices.field
        this.aim()
        if (raw < this.fieldLow || raw > this.fieldHigh) return
        this.rawSum = 0
        // Next, a collection: what the whole tick leaves behind must not need one of its own beside it. Of the chips
        // that would have been asked before, whole ticks ask all but the gauge.
        if (driving && this.turn !== GAUGE_TURN)
            this.turn = (this.turn + LIGHT_MASK) & (ROUND_MASK - LIGHT_MASK)
        this.heldTurn = this.turn
        this.countedTurn = this.turn
        this.devices.depthKnob.polls = this.turn
        this.setCount = setCount
        this.sameCounts = 0
        // Until the rate has settled, the monitor judges it, and any speed is good here.
        this.settling = driving
        this.speedLow = 0
        this.speedHigh = SPEED_MAX
        const { depthUm, rateHz } = pen.inputs
        this.depthLow = keptFrom(DEPTH_SCALE, depthUm)
        this.depthHigh = keptTo(DEPTH_SCALE, depthUm)
        this.rateLow = keptFrom(RATE_SCALE, rateHz)
        this.rateHigh = keptTo(RATE_SCALE, rateHz)
        this.keys = this.devices.expander.levels
        this.levels = levels
    }

    /**
     * One calm tick while strokes are made. In each tick the depth sensor, the drive and the depth knob, and in all but
     * the light ones the cartridge; by turns the stroke lease every 20 ms, the depth actuator's chip, expander and rate
     * knob every 40 ms, stroke counts every 80 ms, the battery gauge, and a carriage that is held, every 160 ms.
     * @returns false when something is new.
     */
    async drive(nowMs: number): Promise<boolean> {
        const turn = this.turn
        this.turn = (turn + 1) & ROUND_MASK
        const devices = this.devices
        const field = devices.field
        const result = field.poll()
        if (result !== 0) return this.fieldIsNew(result)
        const raw = field.raw
        if (raw < this.fieldLow) return this.fieldIsNew(result)
        if (raw > this.fieldHigh) return this.fieldIsNew(result)
        if (this.regulates) this.rawSum += raw
        if (field.setCount === this.setCount) {
            if (!this.seesAgain()) return false
        } else {
            this.setCount = field.setCount
            this.sameCounts = 0
        }
        if (!devices.drive.steady(this.speedLow, this.speedHigh)) return false
        if (this.settling) if (!this.settles(nowMs)) return false
        if (!devices.depthKnob.within(this.depthLow, this.depthHigh)) return false
        if ((turn & LIGHT_MASK) === 0) {
            this.leaves = (turn & SERVERS_MASK) === 0
            collect()
            return true
        }
        if (turn & 1) {
            if (!this.settling) if (devices.drive.renewLease() !== 0) return false
            if (turn & 2) {
                if (!this.expanderAsItWas(turn === 11)) return false
                // Its magnet has its turn without the counts.
                if (turn === 3) devices.rateKnob.polls = 0
                if (!devices.rateKnob.within(this.rateLow, this.rateHigh))
                    return this.sampler.rateIsNew()
                if (turn & 4) if (!this.settling) if (!this.countsAgree(nowMs)) return false
            } else if (this.regulates) if (turn & 4) if (!this.hold(turn)) return false
        } else if (turn & 2) {
            if (!(await this.pen.actuator.glance())) return false
        }
        if (turn === GAUGE_TURN) return batteryAsItWas(this.pen)
        // Last: what it has begun on the cartridge's line must not be begun again by a whole tick.
        return this.bay.watch()
    }

    /**
     * One calm tick at rest: keys and depth knob every 20 ms, the rest by turns every 80 ms, the cartridge in between.
     * @returns false when something is new.
     */
    async rest(): Promise<boolean> {
        const turn = this.turn
        this.turn = (turn + 1) & ROUND_MASK
        if (turn & 1) {
            const devices = this.devices
            if (!devices.depthKnob.within(this.depthLow, this.depthHigh)) return false
            if (turn & 2) {
                if ((turn & 4) === 0) return this.depthIsGood()
                if (!this.pen.actuator.heats(REST_GLANCE_TICKS)) return false
                return await this.pen.actuator.glance()
            }
            if (turn & 4) return devices.rateKnob.within(this.rateLow, this.rateHigh)
            return batteryAsItWas(this.pen)
        }
        if (!this.expanderAsItWas(turn === 8)) return false
        if (turn !== 0) return this.bay.watch()
        collect()
        return true
    }

    /** For a carriage that is held by the depth sensor: the mean of what was read since the last time. */
    private hold(turn: number): boolean {
        const actuator = this.pen.actuator
        // It may have changed its bounds since, with its current.
        if (actuator.lowUm !== this.window.lowUm) this.aim()
        if (turn !== HOLD_TURN) {
            const passed = (turn - this.countedTurn) & ROUND_MASK
            this.countedTurn = this.turn
            return actuator.heats(passed + 1)
        }
        const readings = ((turn - this.heldTurn) & ROUND_MASK) + 1
        actuator.hold(fieldToUm(this.pen.calibration, Math.idiv(this.rawSum, readings)), readings)
        this.heldTurn = this.turn
        this.rawSum = 0
        return true
    }

    /** The depth sensor, as in `drive`. */
    private depthIsGood(): boolean {
        const field = this.devices.field
        const result = field.poll()
        if (result !== 0) return this.fieldIsNew(result)
        if (field.raw < this.fieldLow || field.raw > this.fieldHigh) return this.fieldIsNew(result)
        if (field.setCount === this.setCount) return this.seesAgain()
        this.setCount = field.setCount
        this.sameCounts = 0
        return true
    }

    /** What the sensor has said counts for the whole tick, too. */
    private fieldIsNew(result: number): boolean {
        this.sampler.fieldResult = result
        return false
    }

    /**
     * The conversion count is the same as before: chance, now and then, because it passes eight in a tick. Twice in a
     * row, the sensor is asked again: two reads last longer than a conversion.
     */
    private seesAgain(): boolean {
        const field = this.devices.field
        this.sameCounts += 1
        if (this.sameCounts === 1) return true
        for (let i = 0; i < 2; ++i) {
            if (field.poll() !== 0) return false
            if (field.setCount === this.setCount) continue
            this.sameCounts = 0
            return true
        }
        return false
    }

    private expanderAsItWas(examine: boolean): boolean {
        const expander = this.devices.expander
        if (expander.poll() === 0)
            if (expander.levels === this.keys) {
                if (!examine) return true
                if (expander.check() === 0) return true
            }
        this.sampler.expanderDue = true
        return false
    }

    /**
     * The rate is on its way to its target: the monitor looks at it in each tick, and the drive goes on to it in steps.
     * Once it is there, the permitted speeds do.
     */
    private settles(nowMs: number): boolean {
        const pen = this.pen
        const drive = this.devices.drive
        const sample = pen.sample
        const memory = pen.monitor.drive
        if (drive.renewLease() !== 0) return false
        sample.speedMilliHz = speedMilliHz(drive.speed)
        sample.rippleStrokes = Math.idiv(drive.ripples, RIPPLES_PER_STROKE)
        sample.countsFresh = false
        if (watchDrive(memory, sample, nowMs) !== Fault.None) return false
        if (nowMs - memory.changedMs < SETTLE_MS || !driveSettled(memory, nowMs)) return true
        this.settling = false
        this.speedLow = speedAt((sample.targetMilliHz * SLOW_PERCENT) / 100) + 1
        this.speedHigh = speedAt((sample.targetMilliHz * OVER_SPEED_PERCENT) / 100)
        return true
    }

    /** Both stroke counts, read in the same tick; the monitor judges them. */
    private countsAgree(nowMs: number): boolean {
        const witness = this.devices.witness
        // The whole tick that follows a failure, or a difference, reads it again.
        this.sampler.witnessTicks = WITNESS_TICKS
        if (witness.poll() !== 0) return false
        const sample = this.pen.sample
        sample.witnessCount = witness.count
        sample.rippleStrokes = Math.idiv(this.devices.drive.ripples, RIPPLES_PER_STROKE)
        sample.countsFresh = true
        if (countsDisagree(this.pen.monitor.drive, sample, nowMs)) return false
        if (wornOut(sample)) return false
        this.sampler.witnessTicks = 0
        return true
    }
}
