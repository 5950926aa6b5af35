/**
 * ADI TMC5240 motion controller and stepper driver, at byte level: 40-bit SPI frames in, electrical
 * travel out. Source: datasheet 19-101625C Rev 1 (4/24). Refused because not modelled: encoder
 * functions, StallGuard stop, DcStep, resolutions other than 256, a minimum time at VMAX.
 */
import { Tmc5240Frame } from "../../src/drivers/tmc5240.regs"
import type { Clock } from "../clock"
import { UnknownAccess, type SpiTarget } from "./bus"
import { Tmc5240Core, type Tmc5240Pins } from "./tmc5240core"
import { Tmc5240Faults } from "./tmc5240faults"

export type { Tmc5240Pins } from "./tmc5240core"

export interface Tmc5240Options {
    /** Acceleration unit f_CLK^2 / 2^n: the datasheet contradicts itself; default 41. */
    accelerationExponent?: 41 | 42
    /** Voltage at VS; default 7,400 mV. */
    supplyMv?: () => number
}

/** SLEEPN must be low for longer than this to act; then the chip needs `wakeUs`. [DS SLEEPN] */
const sleepFilterUs = 30
const wakeUs = 2500
const internalClockHz = 12_500_000

export class Tmc5240 implements SpiTarget {
    readonly part = "TMC5240"
    readonly mode = 3

    private readonly core: Tmc5240Core
    private readonly faults = new Tmc5240Faults()
    private supplied = false
    private sleepingSinceUs: number | undefined
    private awakeFromUs = Infinity
    private slipped = 0
    private latestUs = 0
    private frame: number[] = []
    private reply: readonly number[] = []
    private answer = 0
    private touched: () => void = () => undefined

    /** Starts without supply, as the actuator rail does. */
    constructor(
        private readonly clock: Clock,
        pins: Tmc5240Pins,
        options: Tmc5240Options = {}
    ) {
        const accelerationExponent = options.accelerationExponent ?? 41
        const base = { clockHz: internalClockHz, accelerationExponent }
        this.core = new Tmc5240Core(pins, base, what => {
            throw new UnknownAccess(this.part, what, this.clock.nowUs)
        })
        if (options.supplyMv) this.core.supplyMv = options.supplyMv
    }

    /** Supply on or off. Off loses every register and the position; on needs 2.5 ms to wake. */
    power(on: boolean): void {
        if (on === this.supplied) return
        this.supplied = on
        this.restart()
    }

    /** Level of SLEEPN. Low for more than 30 us is a full reset; a shorter pulse is filtered. */
    sleepPin(high: boolean): void {
        if (high) {
            const wasAsleep = this.asleep()
            this.sleepingSinceUs = undefined
            if (wasAsleep) this.restart()
        } else if (this.sleepingSinceUs === undefined) {
            this.sleepingSinceUs = this.clock.nowUs
            const falling = this.clock.nowUs
            this.clock.after(sleepFilterUs + 1, () => {
                if (this.sleepingSinceUs === falling) this.restart()
            })
        }
    }

    /** Die temperature; 165 degrees switch the bridges off until it falls below 145. */
    setDieCelsius(celsius: number): void {
        this.core.stage.dieCelsius = celsius
        this.touched()
    }

    /** True while the chip holds the motor with current. */
    get bridgesOn(): boolean {
        return this.awake() && this.core.bridgesOn()
    }

    /** Whether travel stays what it is from `us` on, unless a register, a switch or a fault changes that. */
    restsFrom(us: number): boolean {
        return this.core.restsFrom(this.faults.runningTime(us)) && !this.faults.slipsAt(us)
    }

    /** Calls back after whatever may have changed how travel goes on, or whether the bridges conduct. */
    onTouch(listener: () => void): void {
        this.touched = listener
    }

    /** What XACTUAL holds now, microsteps: for plots, without a bus access. */
    get actualUsteps(): number {
        return this.core.countAt(this.faults.runningTime(this.clock.nowUs))
    }

    /** Electrical travel in microsteps since the world began, now. */
    travelUsteps(): number {
        return this.travelAt(this.clock.nowUs)
    }

    /**
     * The same at `us`, not before the last register access. A write of XACTUAL does not change it; a
     * reset moves it to the nearest whole electrical period (1,024), where the rotor would snap to.
     */
    travelAt(us: number): number {
        this.latestUs = Math.max(this.latestUs, us)
        const travel = this.core.travelAt(this.faults.runningTime(us))
        return travel + this.slipped + this.faults.slipUsteps(us)
    }

    /**
     * Looks at REFL, REFR and DRV_ENN. Whoever moves the switches calls it at every edge, with the
     * time of that edge; without one it is the latest time that travel was asked for.
     */
    pollSwitches(atUs: number = Math.max(this.clock.nowUs, this.latestUs)): void {
        if (!this.awake() || this.faults.is("stuck")) return
        if (this.core.pollSwitches(atUs)) this.touched()
    }

    /** Breaks the chip, see `tmc5240faults.ts`. RangeError for a kind that means nothing here. */
    fail(kind: string, value = 0, seed = 1): void {
        const known = this.faults.named(kind)
        this.heal()
        if (known === "reset") return this.restart()
        this.faults.begin(known, this.clock.nowUs, value, seed)
        if (known === "off") this.restart()
        this.applyFault()
    }

    /** Ends a fault. A chip that was off or hung comes back reset. */
    heal(): void {
        const kind = this.faults.kind
        if (!kind) return
        this.slipped += this.faults.slipUsteps(this.clock.nowUs)
        if (kind === "stuck") this.restart()
        this.faults.end()
        if (kind === "off") this.restart()
        this.applyFault()
    }

    select(): void {
        this.frame = []
        const nowUs = this.clock.nowUs
        if (!this.awake()) {
            this.reply = [0, 0, 0, 0, 0]
            return
        }
        this.pollSwitches(nowUs)
        const status = this.core.spiStatus(this.faults.runningTime(nowUs))
        const { answer } = this
        const data = [answer >>> 24, answer >>> 16, answer >>> 8, answer].map(part => part & 0xff)
        this.reply = this.faults.reply([status, ...data])
    }

    /** After 40 clocks the shift register hands on what came in 40 clocks earlier. */
    exchange(byte: number): number {
        const index = this.frame.length
        this.frame.push(byte & 0xff)
        if (!this.awake()) return 0
        return (index < Tmc5240Frame.BYTES ? this.reply[index] : this.frame[index - 5]) ?? 0
    }

    /** The last 40 bits count; fewer are ignored. Data that were read come with the next frame. */
    deselect(): void {
        const { frame } = this
        this.frame = []
        if (!this.awake() || frame.length < Tmc5240Frame.BYTES || !this.faults.listens()) return
        const head = frame[frame.length - Tmc5240Frame.BYTES]!
        const word = frame.slice(-4).reduce((sum, byte) => sum * 256 + byte, 0)
        const address = head & ~Tmc5240Frame.WRITE
        if (head & Tmc5240Frame.WRITE) {
            this.core.write(address, word, this.clock.nowUs)
            this.answer = word
            this.touched()
        } else this.answer = this.core.read(address, this.clock.nowUs)
    }

    private asleep(): boolean {
        const since = this.sleepingSinceUs
        return since !== undefined && this.clock.nowUs - since > sleepFilterUs
    }

    private awake(): boolean {
        if (!this.supplied || this.faults.is("off") || this.asleep()) return false
        return this.clock.nowUs >= this.awakeFromUs
    }

    private restart(): void {
        this.core.reset(this.faults.runningTime(this.clock.nowUs))
        this.answer = 0
        this.awakeFromUs = this.supplied ? this.clock.nowUs + wakeUs : Infinity
        this.touched()
    }

    private applyFault(): void {
        this.core.stage.shorted = this.faults.is("short")
        this.core.stage.open = this.faults.is("open")
        const clockHz = internalClockHz * this.faults.clockFactor()
        this.core.setClock(clockHz, this.faults.runningTime(this.clock.nowUs))
        this.touched()
    }
}
