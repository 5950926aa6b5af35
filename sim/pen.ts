/** A whole simulated pen, the object that tests hold: its world, its controller, and who acts on it. */
import { loadBoard } from "./board"
import type { ChainOptions } from "./chain/chain"
import type { Ds2431 } from "./chips/ds2431"
import { type Rates, UPPER_RATES } from "./charge"
import { Clock } from "./clock"
import type { Disturbance } from "./disturbance"
import { FirmwareLog } from "./firmwarelog"
import { I2cBus } from "./i2cbus"
import { Machine } from "./machine"
import { Mailbox, type McuPins } from "./mailbox"
import { Mcu } from "./mcu"
import { Observer } from "./observer"
import type { FaultKind, FaultUnit, Variant } from "./faults"
import type { FixedParameters } from "./plant/plant"
import {
    type CalibrationState,
    prefer,
    provision,
    provisionLine,
    provisionSolenoid,
} from "./provision"
import { Random } from "./random"
import { tellOverruns } from "./overrun"
import type { RunEvent } from "./result"
import { Signal } from "./signal"
import { SpiBus } from "./spibus"
import { Trace, TraceKind } from "./trace"
import { Truth } from "./truth"
import { Usb } from "./usb"
import { World } from "./wiring"

/** The date of a scenario that names none. */
const DEFAULT_DATE = "2026-11-22T10:00:00Z"

export interface PenOptions {
    readonly seed: number
    readonly bytecode: Uint8Array
    /** Which pen the bytecode was built for; default stepper. */
    readonly variant?: Variant
    readonly calibration?: CalibrationState
    readonly batteryPercent?: number
    readonly temperatureC?: number
    readonly triggerMode?: "hold" | "toggle"
    /** Date and time in UTC to which the clock is set at time 0; null: it was never set. */
    readonly date?: string | null
    /** Minutes after its opening in which the pen may take a cartridge again; default 0 = never. */
    readonly sessionWindowMinutes?: number
    /** One chain element left out, to show what it is for. */
    readonly chain?: ChainOptions
    /** Fixed plant parameters instead of drawn ones. */
    readonly plant?: FixedParameters
    /** One JSON line for every pin edge and bus transfer. */
    readonly trace?: (line: string) => void
    /** The virtual machine, by default one that counts what it does. */
    readonly wasm?: WebAssembly.Module
    /** A virtual machine that other pens may have used before, one at a time; replaces `wasm`. */
    readonly machine?: Machine
    /**
     * Rates at which the program's own processor time passes, by default the upper estimates; null: it takes no time.
     * Needs a machine that counts.
     */
    readonly charge?: Rates | null
}

export class Pen {
    readonly clock = new Clock()
    readonly events: RunEvent[] = []
    readonly truth: Truth
    /** Units that are broken now, and how. */
    readonly faults = new Map<FaultUnit, FaultKind>()
    readonly firmware: FirmwareLog
    readonly observer: Observer
    readonly trace: Trace
    readonly i2c: I2cBus
    readonly spi: SpiBus
    readonly world: World
    readonly bytecode: Uint8Array
    readonly seed: number
    /** Contents of the FRAM: calibration, and what the program keeps. */
    readonly memory = new Uint8Array(131072)
    /** The memory in the cartridge that is fitted. */
    cartridge: Ds2431 | undefined
    /** The memory that was fitted last, and whether it stays on the contacts when the cartridge is changed. */
    lastMemory: Ds2431 | undefined
    memoryStays = false
    /** How the record of whatever is fitted reads, instead of as it is. */
    readonly disturbance: Disturbance = { record: false, tag: false }
    mcu!: Mcu
    /** The socket on the pen. */
    usb!: Usb
    private readonly forgetTicks: () => void

    private constructor(options: PenOptions) {
        this.seed = options.seed
        this.bytecode = options.bytecode
        this.truth = new Truth(() => this.clock.nowUs, options.sessionWindowMinutes)
        this.trace = new Trace(options.trace)
        this.firmware = new FirmwareLog(this.events)
        this.observer = new Observer(this.clock, this.truth)
        const memory = this.memory
        this.world = new World(this.clock, {
            seed: options.seed,
            memory,
            ...(options.chain ? { chain: options.chain } : {}),
            ...(options.variant ? { variant: options.variant } : {}),
            plant: fixedParameters(options),
            onStroke: crossing => {
                this.trace.add(
                    Math.round(crossing.atUs),
                    TraceKind.Stroke,
                    0,
                    crossing.fitted ? 1 : 0
                )
                this.observer.stroke(crossing, this.cartridge?.memory)
            },
        })
        provision(memory, this.world.plant, options.calibration ?? "good")
        if (options.variant === "solenoid")
            provisionSolenoid(memory, this.world.plant.solenoid, options.calibration ?? "good")
        prefer(memory, options.triggerMode ?? "hold")
        provisionLine(memory, options.sessionWindowMinutes ?? 0)
        const date = options.date === undefined ? DEFAULT_DATE : options.date
        if (date !== null) this.world.rtc.provision(Date.parse(date) / 1000)
        this.i2c = new I2cBus(this.clock, this.trace, this.random("i2c"))
        this.spi = new SpiBus(this.clock, this.random("spi"), this.trace, () => {
            this.mcu.transferDone()
        })
        for (const chip of this.world.chips) this.i2c.attach(chip)
        this.i2c.attach(this.world.fram.high)
        this.i2c.attach(this.world.drive)
        this.forgetTicks = this.followTicks()
        this.followChain()
        this.truth.depthUm = this.world.panel.depthUm
        this.observer.watch(this.world)
    }

    /** Builds a pen with its program in flash, switched off. */
    static async make(options: PenOptions): Promise<Pen> {
        const pen = new Pen(options)
        const pins = pen.pins()
        pen.spi.attach(pen.world.axis.chip, pins.CS_DEPTH)
        const buses = { i2c: pen.i2c, spi: pen.spi }
        const board = loadBoard(`pen_${options.variant ?? "stepper"}`)
        pen.mcu = await Mcu.make(
            pen.clock,
            new Mailbox(pen.clock, board, pins, buses, pen.trace),
            {
                boot: pen.random("boot"),
                collection: pen.random("collection"),
                machine: pen.random("machine"),
            },
            {
                log: line => {
                    pen.firmware.line(pen.nowMs, line)
                },
                event: (event, code) => {
                    pen.programEvent(event, code)
                },
            },
            options.machine ?? new Machine(options.wasm)
        )
        pen.usb = new Usb(pen.mcu, pen.world.chain.usbData, board.productId)
        pen.i2c.driven = () => pen.mcu.alive
        pen.mcu.install(options.bytecode)
        const charge = options.charge === undefined ? UPPER_RATES : options.charge
        if (charge) pen.mcu.chargeTime(charge)
        return pen
    }

    get nowMs(): number {
        return this.clock.nowUs / 1000
    }

    /** Battery in: time 0 of a scenario. */
    powerOn(): void {
        this.world.power(true)
        this.mcu.powerOn()
    }

    powerOff(): void {
        this.mcu.powerOff()
        this.world.power(false)
    }

    /** Stops the program and writes it anew. Its last tick ends with it, however late. */
    redeploy(): void {
        this.forgetTicks()
        this.mcu.redeploy(this.bytecode)
    }

    /** Lets virtual time pass until `toMs` after power-on. */
    runUntil(toMs: number): void {
        this.mcu.runUntil(Math.round(toMs * 1000))
    }

    random(purpose: string): Random {
        return new Random(this.seed, purpose)
    }

    private pins(): McuPins {
        const { chain } = this.world
        return {
            LIFE: chain.life,
            ARM: chain.arm,
            CS_DEPTH: new Signal("CS_DEPTH", 1),
            CMD: this.world.axis.command,
            STROKE_OK: chain.strokeSafePin,
            LATCH: chain.latchPin,
            TRIGGER: chain.triggerPin,
            LAMP: new Signal("LAMP", 0),
        }
    }

    private programEvent(event: string, code?: number): void {
        this.forgetTicks()
        if (event !== "boot" && event !== "start") {
            this.firmware.restart()
            this.truth.singleUse.interrupt()
            this.observer.truthChanged()
        }
        this.events.push({
            atMs: this.nowMs,
            kind: "program",
            event,
            ...(code === undefined ? {} : { code }),
        })
    }

    private followTicks(): () => void {
        const running = (): boolean => this.firmware.state === "Running"
        return tellOverruns(this.clock, this.world.chain.life, running, sinceMs =>
            this.events.push({ atMs: this.nowMs, kind: "overrun", sinceMs })
        )
    }

    /** Every edge of the chain is part of the fingerprint; the ones that people ask about are events. */
    private followChain(): void {
        const told = ["STROKE_SAFE", "ALIVE", "SERIES_CLOSED", "CAP_TRIPPED", "THRESHOLD"]
        this.world.chain.signals.forEach((signal, index) => {
            signal.onEdge(level => {
                this.trace.add(this.clock.nowUs, TraceKind.Chain, index, level)
                if (this.trace.heard)
                    this.trace.say({ atMs: this.nowMs, chain: signal.name, level })
                if (told.includes(signal.name))
                    this.events.push({
                        atMs: this.nowMs,
                        kind: "chain",
                        signal: signal.name,
                        level,
                    })
            })
        })
    }
}

/** What a scenario says about this one pen, beside its seed. */
function fixedParameters({ batteryPercent, temperatureC, plant }: PenOptions): FixedParameters {
    return {
        ...(batteryPercent === undefined ? {} : { batteryPercent }),
        ...(temperatureC === undefined ? {} : { ambientC: temperatureC }),
        ...plant,
    }
}
