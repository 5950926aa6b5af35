/**
 * The safety chain of DESIGN 3, edge by edge, without a program. Level 1, ALIVE: LIFE seen by watchdog and charge
 * pump; gates the actuator rail and the stepper bridges. Level 2, STROKE_SAFE: a latch that any cause clears and
 * only a fresh edge of ARM sets; gates the needle drive, its series switch and its brake.
 */
import type { Clock } from "../clock"
import type { Random } from "../random"
import { Signal } from "../signal"
import { ChargePump } from "./chargepump"
import { DepthCap } from "./comparator"
import type { DelayedSwitch } from "./delayed"
import { follow, Held } from "./held"
import { SafeLatch, SET_DELAY_US } from "./latch"
import { newRail } from "./rail"
import { newSeriesSwitch } from "./seriesswitch"
import { faultLevel, type ChainElement, type ChainUnit } from "./units"
import { Watchdog } from "./watchdog"

export interface ChainOptions {
    /** Leaves elements out, to show what they are for. */
    without?: ChainElement | readonly ChainElement[]
}

export class Chain {
    // Inputs. The controller drives life and arm (both have external pull-downs); the world drives the rest.
    readonly life = new Signal("LIFE", 0)
    readonly arm = new Signal("ARM", 0)
    /** Magnet of a seated cartridge at the latch Hall switch. */
    readonly latchClosed = new Signal("LATCH_CLOSED", 0)
    readonly stopClosed = new Signal("STOP_CLOSED", 1)
    /** 1 = the depth sensor's threshold interrupt is asserted. */
    readonly threshold = new Signal("THRESHOLD", 0)
    readonly capTest = new Signal("CAP_TEST", 0)
    readonly chipFault = new Signal("CHIP_FAULT", 0)
    /** The trigger button, and beside it both contacts of the foot switch in series: 0 = pressed. */
    readonly trigger = new Signal("TRIGGER", 1)
    /** The strap on a bench that closes the USB data lines whatever the latch does. */
    readonly benchStrap = new Signal("BENCH_STRAP", 0)

    // Outputs that are plain logic.
    readonly alive = new Signal("ALIVE", 0)
    /** 1 = the stepper bridges are off. */
    readonly drvEnn = new Signal("DRV_ENN", 1)
    /** 1 = the motor is shorted; a normally-on transistor, so also without supply. */
    readonly brake = new Signal("BRAKE", 1)
    /** 1 = the motion chip must not go outward. */
    readonly refr = new Signal("REFR", 0)
    /** 1 = the USB data lines are closed. */
    readonly usbData = new Signal("USB_DATA", 1)

    readonly watchdog: Watchdog
    readonly chargePump: ChargePump
    readonly safeLatch: SafeLatch
    readonly depthCap: DepthCap
    readonly railSwitch: DelayedSwitch
    readonly seriesSwitch: DelayedSwitch

    private readonly lifeWire = follow(this.life, "LIFE_AT_CHAIN")
    private readonly armWire = follow(this.arm, "ARM_AT_CHAIN")
    private readonly latchWire = follow(this.latchClosed, "LATCH_SWITCH")
    private readonly thresholdWire = follow(this.threshold, "THRESHOLD_AT_CHAIN")
    private readonly latchCopy = follow(this.latchWire.signal, "LATCH_PIN")
    private readonly triggerCopy = follow(this.trigger, "TRIGGER_PIN")
    private readonly enableCopy: Held
    private readonly faultable: Record<ChainUnit, Held>
    private readonly without: readonly ChainElement[]
    private powered = false

    /** Powered from the first instant; every tolerance is drawn from `random`. */
    constructor(clock: Clock, random: Random, options: ChainOptions = {}) {
        this.without = [options.without ?? []].flat()
        this.watchdog = new Watchdog(clock, random, this.lifeWire.signal)
        this.chargePump = new ChargePump(clock, random, this.lifeWire.signal)
        this.depthCap = new DepthCap(clock, random, this.capTest)
        this.railSwitch = newRail(clock, random)
        this.seriesSwitch = newSeriesSwitch(clock, random)
        this.safeLatch = new SafeLatch(clock, {
            remembers: this.has("safeLatch"),
            setDelayUs: this.has("setDelay") ? SET_DELAY_US : 0,
        })
        this.enableCopy = follow(this.strokeSafe, "STROKE_SAFE_PIN")
        this.faultable = {
            watchdog: this.watchdog.output,
            chargePump: this.chargePump.output,
            safeLatch: this.safeLatch.output,
            seriesSwitch: this.seriesSwitch.output,
            rail: this.railSwitch.output,
            depthCap: this.depthCap.output,
            depthThreshold: this.thresholdWire,
            latchSwitch: this.latchWire,
            latchPin: this.latchCopy,
            life: this.lifeWire,
            arm: this.armWire,
            enableReadback: this.enableCopy,
            triggerPin: this.triggerCopy,
        }
        this.leaveOut()
        this.connect()
        this.power(true)
    }

    /** Watchdog output: 1 = good. */
    get wdo(): Signal {
        return this.watchdog.output.signal
    }
    /** Charge pump output: 1 = good. */
    get pumpOk(): Signal {
        return this.chargePump.output.signal
    }
    /** Supply of motion chip and needle drive: 1 = up. */
    get rail(): Signal {
        return this.railSwitch.output.signal
    }
    /** The permission: 1 = strokes may happen. */
    get strokeSafe(): Signal {
        return this.safeLatch.output.signal
    }
    /** 1 = the motor supply is connected; also what the sense line reports. */
    get seriesClosed(): Signal {
        return this.seriesSwitch.output.signal
    }
    get capTripped(): Signal {
        return this.depthCap.output.signal
    }
    /** The controller's own copies; a fault on them changes nothing in the chain. */
    get latchPin(): Signal {
        return this.latchCopy.signal
    }
    get strokeSafePin(): Signal {
        return this.enableCopy.signal
    }
    get triggerPin(): Signal {
        return this.triggerCopy.signal
    }

    /** Everything a trace should follow. */
    get signals(): Signal[] {
        const inputs = [this.life, this.arm, this.latchClosed, this.stopClosed, this.threshold]
        const tests = [this.capTest, this.chipFault, this.trigger]
        const levels = [this.wdo, this.pumpOk, this.alive, this.rail, this.drvEnn, this.strokeSafe]
        const power = [this.seriesClosed, this.brake, this.capTripped, this.refr]
        return [...inputs, ...tests, ...levels, ...power, this.usbData]
    }

    /** Whether there is a battery. */
    get hasSupply(): boolean {
        return this.powered
    }

    /** Battery in or out. Out: no output of the chain stands, and the brake is on by itself. */
    power(on: boolean): void {
        this.powered = on
        this.watchdog.power(on)
        this.chargePump.power(on)
        this.evaluate()
        if (on) return
        this.railSwitch.drop()
        this.seriesSwitch.drop()
    }

    /** Makes a unit fail. Throws for a pair of unit and kind that means nothing. */
    fail(unit: ChainUnit, kind: string): void {
        this.faultable[unit].hold(faultLevel(unit, kind))
    }

    heal(unit: ChainUnit): void {
        this.faultable[unit].release()
    }

    private has(element: ChainElement): boolean {
        return !this.without.includes(element)
    }

    /** An element that is a wire or a switch is replaced by a piece of wire at the level that never protects. */
    private leaveOut(): void {
        if (!this.has("watchdog")) this.watchdog.output.hold(1)
        if (!this.has("chargePump")) this.chargePump.output.hold(1)
        if (!this.has("depthCap")) this.depthCap.output.hold(0)
        if (!this.has("rail")) this.railSwitch.output.hold(1)
        if (!this.has("seriesSwitch")) this.seriesSwitch.output.hold(1)
    }

    private connect(): void {
        const evaluate = () => this.evaluate()
        const causes = [this.wdo, this.pumpOk, this.latchWire.signal, this.stopClosed]
        const trips = [this.thresholdWire.signal, this.chipFault, this.capTripped]
        for (const signal of [...causes, ...trips, this.armWire.signal]) signal.onEdge(evaluate)
        this.strokeSafe.onEdge(level => {
            this.seriesSwitch.set(level === 1)
            this.brake.set(level === 0 && this.has("brake"))
        })
        this.brake.set(this.has("brake"))
        const data = (): void => {
            const closed = this.benchStrap.high || !this.latchWire.signal.high
            this.usbData.set(closed || !this.has("usbSwitch"))
        }
        this.latchWire.signal.onEdge(data)
        this.benchStrap.onEdge(data)
    }

    /** All of the chain's logic. The clear is applied before the edge of ARM: it wins when both come together. */
    private evaluate(): void {
        const armed = this.armWire.signal.high
        const alive = this.powered && this.wdo.high && this.pumpOk.high
        const clear =
            !alive ||
            (this.has("latchSwitch") && !this.latchWire.signal.high) ||
            (this.has("stopLoop") && !this.stopClosed.high) ||
            (this.has("depthThreshold") && this.thresholdWire.signal.high) ||
            this.capTripped.high ||
            (this.has("chipFault") && this.chipFault.high) ||
            (this.has("armClear") && !armed)
        this.safeLatch.setClear(clear)
        this.alive.set(alive)
        this.drvEnn.set(!alive && this.has("driverEnable"))
        this.railSwitch.set(alive)
        this.refr.set(this.capTripped.high && this.has("capStop"))
        this.safeLatch.setArm(armed)
    }
}
