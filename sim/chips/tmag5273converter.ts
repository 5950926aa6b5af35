/**
 * The converter of the TMAG5273: when a set of conversions ends, what lands in the result registers, and whether the
 * threshold trips. Conversions are made when somebody looks; all that are due by then see the same field.
 */
import type { Clock } from "../clock"
import {
    Tmag5273Config1,
    Tmag5273Config2,
    Tmag5273Config3,
    Tmag5273Conversion,
    Tmag5273Interrupt,
    Tmag5273Register,
} from "../../src/drivers/tmag5273.regs"
import type { Signal } from "../signal"

/** One set takes this, plus this for every sample: 50 µs for one channel without averaging ([DS-TMAG5273] 6.5). */
const setOverheadUs = 25
const sampleUs = 25
/** From standby until the first continuous set begins. */
const startUs = 70
const pulseUs = 10
/** Pause between sets in wake-up and sleep mode, by SLEEPTIME. */
const sleepTimesMs = [1, 5, 10, 15, 20, 30, 50, 100, 500, 1000, 2000, 5000, 20000]

/** Small range of version 1, and what a result register can hold. */
export const rangeMt = 40
export const fullScale = 32768
const largest = 32767
/** The converter has 12 bits, at the upper end of the register; averaging fills the lower ones (unverified). */
const lowestStep = 16
/** 25 °C. */
const temperatureRaw = 17508
const averagingMask = 0x1c
/** Consecutive sets beyond the threshold with THRX_COUNT = 1. */
const manySets = 4

/** Channels and samples of a set, by MAG_CH_EN. */
const sets: readonly { readonly axes: string; readonly samples: number }[] = [
    { axes: "", samples: 0 },
    { axes: "X", samples: 1 },
    { axes: "Y", samples: 1 },
    { axes: "XY", samples: 2 },
    { axes: "Z", samples: 1 },
    { axes: "XZ", samples: 2 },
    { axes: "YZ", samples: 2 },
    { axes: "XYZ", samples: 3 },
    { axes: "XY", samples: 3 },
    { axes: "XY", samples: 3 },
    { axes: "YZ", samples: 3 },
    { axes: "XZ", samples: 3 },
]

const axes = [
    { name: "X", result: Tmag5273Register.XHigh, threshold: Tmag5273Register.ThresholdX },
    { name: "Y", result: Tmag5273Register.YHigh, threshold: Tmag5273Register.ThresholdY },
    { name: "Z", result: Tmag5273Register.ZHigh, threshold: Tmag5273Register.ThresholdZ },
]

export class Tmag5273Converter {
    /** A lie, in LSB of the 16-bit result. */
    offsetLsb = 0
    private slowness = 1
    private nextUs = Infinity
    private periodUs = Infinity
    private once = false
    private setting = -1
    private beyond = 0
    private watching = false
    /** Results by channel setting: asked for at every conversion. */
    private readonly orders: (readonly number[])[] = []

    constructor(
        private readonly clock: Clock,
        private readonly registers: Uint8Array,
        private readonly interrupt: Signal,
        private readonly magnet: { fieldMt: () => number },
        /** Makes the sets that are due, if the chip is in a state to. */
        private readonly convert: () => void
    ) {}

    /** Supply lost or reset: no conversion runs and the pin floats high. */
    reset(): void {
        this.nextUs = Infinity
        this.once = false
        this.setting = -1
        this.beyond = 0
        this.interrupt.set(1)
    }

    private get set(): { readonly axes: string; readonly samples: number } {
        return sets[this.registers[Tmag5273Register.SensorConfig1]! >> 4]!
    }

    private get measuresTemperature(): boolean {
        return (this.registers[Tmag5273Register.TemperatureConfig]! & 1) !== 0
    }

    /** High-byte registers of the enabled channels in the order of the one-byte read command. */
    enabledResults(): readonly number[] {
        const channels = this.registers[Tmag5273Register.SensorConfig1]! >> 4
        const key = 2 * channels + (this.measuresTemperature ? 1 : 0)
        return (this.orders[key] ??= this.orderOf())
    }

    private orderOf(): number[] {
        const order: number[] = this.measuresTemperature ? [Tmag5273Register.TemperatureHigh] : []
        for (const axis of axes) if (this.set.axes.includes(axis.name)) order.push(axis.result)
        return order
    }

    private get setUs(): number {
        const averaging =
            (this.registers[Tmag5273Register.DeviceConfig1]! >> Tmag5273Config1.AverageShift) & 7
        const samples = this.set.samples + (this.measuresTemperature ? 1 : 0)
        return setOverheadUs + sampleUs * samples * 2 ** averaging
    }

    /** A register was written: starts, stops or re-times the sets if that changes anything. */
    configure(): void {
        const config1 = this.registers[Tmag5273Register.DeviceConfig1]!
        const sensor = this.registers[Tmag5273Register.SensorConfig1]!
        const mode = this.registers[Tmag5273Register.DeviceConfig2]! & 3
        const averaging = config1 & averagingMask
        const setting =
            (mode << 16) | (sensor << 8) | averaging | (this.measuresTemperature ? 1 : 0)
        if (setting === this.setting) return
        this.setting = setting
        this.once = false
        this.beyond = 0
        this.nextUs = Infinity
        const measures = this.set.samples > 0 || this.measuresTemperature
        if (!measures || mode < Tmag5273Config2.ModeContinuous) return
        this.periodUs = this.setUs * this.slowness
        if (mode === Tmag5273Config2.ModeWakeUpAndSleep)
            this.periodUs += sleepTimesMs[sensor & 0x0f]! * 1000
        this.nextUs = this.clock.nowUs + startUs + this.periodUs
    }

    /** From now on a set takes this many times longer. */
    setSlowness(slowness: number): void {
        if (slowness === this.slowness) return
        this.slowness = slowness
        this.setting = -1
        this.configure()
    }

    /** A trigger in standby; one that comes during a conversion is ignored. */
    triggerOnce(): void {
        if (this.nextUs !== Infinity || this.set.samples === 0) return
        this.once = true
        this.nextUs = this.clock.nowUs + this.setUs * this.slowness
    }

    /** Sees to it that a set is made in time, also when nobody looks, if it may ask for attention. */
    watch(): void {
        if (this.watching || this.nextUs === Infinity || !this.mayAsk()) return
        this.watching = true
        this.clock.at(Math.max(Math.ceil(this.nextUs), this.clock.nowUs + 1), () => {
            this.watching = false
            this.convert()
        })
    }

    /** A latched pin that is low already tells nobody anything new. */
    private mayAsk(): boolean {
        const config = this.registers[Tmag5273Register.InterruptConfig1]!
        if (config & Tmag5273Interrupt.Mask || !(config & Tmag5273Interrupt.ModeMask)) return false
        if (!this.interrupt.high && !(config & Tmag5273Interrupt.Pulse)) return false
        if (config & Tmag5273Interrupt.Result) return true
        return (config & Tmag5273Interrupt.Threshold) !== 0 && this.isBeyond(this.rawOf)
    }

    /** What a set would find now. */
    private readonly rawOf = (register: number): number => {
        if (register === Tmag5273Register.TemperatureHigh) return temperatureRaw
        return register === Tmag5273Register.XHigh ? this.convertX() : 0
    }

    /** Makes the sets that are due. */
    catchUp(): void {
        const nowUs = this.clock.nowUs
        if (nowUs < this.nextUs) return
        if (this.once) {
            this.once = false
            this.nextUs = Infinity
            return this.complete(1)
        }
        this.complete(this.passDue(nowUs))
    }

    /** Results do not move while the chip is addressed: sets that ended meanwhile are lost. */
    skipMissed(): void {
        if (!this.once && this.clock.nowUs >= this.nextUs) this.passDue(this.clock.nowUs)
    }

    private passDue(nowUs: number): number {
        const count = 1 + Math.floor((nowUs - this.nextUs) / this.periodUs)
        this.nextUs += count * this.periodUs
        return count
    }

    private complete(count: number): void {
        const order = this.enabledResults()
        for (let index = 0; index < order.length; index++) this.storeResult(order[index]!)
        const status = this.registers[Tmag5273Register.ConversionStatus]!
        const setCount = ((status >> Tmag5273Conversion.SetCountShift) + count) & 7
        this.registers[Tmag5273Register.ConversionStatus] =
            (status & ~Tmag5273Conversion.SetCountMask) |
            (setCount << Tmag5273Conversion.SetCountShift) |
            Tmag5273Conversion.ResultReady
        this.beyond = this.isBeyond(this.resultOf) ? this.beyond + count : 0
        this.ask()
    }

    private storeResult(register: number): void {
        const raw = this.rawOf(register)
        this.registers[register] = (raw >> 8) & 0xff
        this.registers[register + 1] = raw & 0xff
    }

    private convertX(): number {
        const large = this.registers[Tmag5273Register.SensorConfig2]! & Tmag5273Config3.RangeXyLarge
        const averaging =
            (this.registers[Tmag5273Register.DeviceConfig1]! >> Tmag5273Config1.AverageShift) & 7
        const step = Math.max(1, lowestStep >> averaging)
        const raw = (this.magnet.fieldMt() / (large ? 2 * rangeMt : rangeMt)) * fullScale
        const stepped = Math.round((raw + this.offsetLsb) / step) * step
        const top = largest - (largest % step)
        return Math.max(-fullScale, Math.min(top, stepped))
    }

    private readonly resultOf = (register: number): number =>
        (((this.registers[register]! << 8) | this.registers[register + 1]!) << 16) >> 16

    /** Threshold code 0 means no comparison. Hysteresis code 1 makes one magnitude of both signs. */
    private isBeyond(valueOf: (register: number) => number): boolean {
        const order = this.enabledResults()
        const below =
            (this.registers[Tmag5273Register.SensorConfig2]! & Tmag5273Config3.ThresholdBelow) !== 0
        const both = this.registers[Tmag5273Register.DeviceConfig2]! >> 5 === 1
        for (const { result, threshold } of axes) {
            const code = this.registers[threshold]!
            if (code === 0 || !order.includes(result)) continue
            const signed = valueOf(result)
            const value = both ? Math.abs(signed) : signed
            const limit = both ? (code & 0x7f) << 8 : (code << 24) >> 16
            if (below ? value < limit : value > limit) return true
        }
        return false
    }

    private get sets(): number {
        const many =
            this.registers[Tmag5273Register.SensorConfig2]! & Tmag5273Config3.ThresholdCount4
        return many ? manySets : 1
    }

    /** Asserts INT if this set gives a reason for it. */
    private ask(): void {
        const config = this.registers[Tmag5273Register.InterruptConfig1]!
        if (config & Tmag5273Interrupt.Mask || !(config & Tmag5273Interrupt.ModeMask)) return
        const tripped = (config & Tmag5273Interrupt.Threshold) !== 0 && this.beyond >= this.sets
        if (!tripped && !(config & Tmag5273Interrupt.Result)) return
        this.interrupt.set(0)
        if (config & Tmag5273Interrupt.Pulse) this.clock.after(pulseUs, () => this.interrupt.set(1))
    }

    /** The chip was addressed: a latched interrupt lets go, until the next set finds a reason again. */
    releaseInterrupt(): void {
        if (!(this.registers[Tmag5273Register.InterruptConfig1]! & Tmag5273Interrupt.Pulse))
            this.interrupt.set(1)
    }
}
