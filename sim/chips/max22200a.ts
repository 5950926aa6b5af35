/**
 * ADI MAX22200A octal solenoid driver, at byte level: SPI frames with a CMD pin in, what the half bridge
 * of channel 0 does to the coil out. The plant moves the current; this says where to.
 * Source: datasheet MAX22200/MAX22200A Rev 1 (3/25). Refused because not modelled: channels 1 to 7,
 * pairs of channels, high-side drive. The TRIG pins are tied low.
 *
 * The datasheet does not say whether ENABLE low loses the registers, nor what ends a communication
 * error: both are options, and by default the first is so and the second ends with the next sound write.
 */
import type { Alarm, Clock } from "../clock"
import { Max22200aFlag as Flag } from "../../src/drivers/max22200a.regs"
import { UnknownAccess, type SpiTarget } from "./bus"
import { CoilChannel } from "./max22200achannel"
import { coilOff, coilUnregulated, type CoilDrive } from "./max22200adrive"
import { Max22200aFaults } from "./max22200afaults"
import { Max22200aLink } from "./max22200alink"
import { Max22200aRegisters } from "./max22200aregisters"
import { Max22200aSupply } from "./max22200asupply"

export type { CoilDrive } from "./max22200adrive"

/** What the chip sees at its pins, asked for whenever it matters. */
export interface Max22200aPins {
    /** CMD is high. */
    command: () => boolean
    /** Voltage at VM. */
    supplyMv: () => number
    /** Current through the coil at OUT0. */
    coilMa: () => number
}

export interface Max22200aOptions {
    /** Resistor at IREF, 15,000 to 100,000; default 24,000 ohm: 625 mA full scale. */
    referenceOhm?: number
    /** Place of this chip within the accuracy of its current, -1 to 1; default 0. */
    accuracy?: number
    /** Frequency of the oscillator, percent of nominal, 80 to 120; default 100. */
    oscillatorPercent?: number
    /** From ENABLE low until the output is off, at most 2,500 us (default). */
    disableUs?: number
    /** Whether registers survive ENABLE low; default false. */
    keepsRegisters?: boolean
    /** What ends COMER; default `soundWrite`. */
    communicationErrorUntil?: "soundWrite" | "statusRead"
}

/** From ENABLE high, or from power-up, to the first answer. */
const readyUs = 500
/** From ACTIVE = 1 until outputs follow. */
const wakeUs = 2500

export class Max22200a implements SpiTarget {
    readonly part = "MAX22200A"
    readonly mode = 0

    private readonly registers = new Max22200aRegisters(what => this.refuse(what))
    private readonly faults = new Max22200aFaults()
    private readonly supply = new Max22200aSupply()
    private readonly channel: CoilChannel
    private readonly link: Max22200aLink
    private enabled = false
    private readyFromUs = Infinity
    /** Enabled, supplied and ACTIVE, and since when: outputs follow once it has lasted. */
    private active = false
    private awake = false
    private waking: Alarm | undefined
    /** What the output still does between ENABLE low and its switching off. */
    private lingering: CoilDrive | undefined
    private isCommand = false
    private bytes = 0
    private commandsSent = 0
    private answering = false

    /** Starts without supply and with ENABLE low. */
    constructor(
        private readonly clock: Clock,
        private readonly pins: Max22200aPins,
        private readonly options: Max22200aOptions = {}
    ) {
        const scale = {
            referenceOhm: options.referenceOhm ?? 24_000,
            accuracy: options.accuracy ?? 0,
        }
        const oscillator = (options.oscillatorPercent ?? 100) / 100
        this.channel = new CoilChannel(clock, this.registers, scale, oscillator)
        const statusReadEndsError = options.communicationErrorUntil === "statusRead"
        this.link = new Max22200aLink(this.registers, statusReadEndsError, what =>
            this.refuse(what)
        )
    }

    /** What the half bridge does to the coil now. */
    get drive(): CoilDrive {
        if (this.faults.is("short")) return coilUnregulated
        if (this.faults.is("open")) return coilOff
        return this.lingering ?? this.channel.drive
    }

    /** Current to which the coil is regulated now; 0 off, Infinity without regulation. */
    get targetMa(): number {
        return this.drive.targetMa
    }

    /** Largest part of the supply that the coil can see now. */
    get drivingFraction(): number {
        return this.drive.drivingFraction
    }

    /** nFAULT is pulled low. The pen does not wire it. */
    get faultPinLow(): boolean {
        if (!this.answers()) return false
        // Over-temperature shows only while it lasts; its flag stays.
        const over = this.supply.tooHot ? 0 : Flag.OVT
        return (this.registers.signalled & ~over) !== 0
    }

    /** Connects VM to `supplyMv`, or disconnects it. Off loses every register. */
    power(on: boolean): void {
        this.supply.connected = on
        this.watch()
    }

    /** Level of ENABLE. High: answers after 0.5 ms. Low: deaf at once, output off within 2.5 ms. */
    enable(high: boolean): void {
        if (high === this.enabled) return
        const before = this.channel.drive
        this.enabled = high
        this.readyFromUs = high ? this.clock.nowUs + readyUs : Infinity
        if (!high && this.options.keepsRegisters !== true) this.restart()
        this.watch()
        if (high || before.bridge === "off") return
        this.lingering = before
        // Whoever comes back needs at least as long to wake as this lasts.
        this.clock.after(this.options.disableUs ?? 2500, () => (this.lingering = undefined))
    }

    /** Die temperature; 145 degrees switch the output off until it falls below 125. */
    setDieCelsius(celsius: number): void {
        this.supply.dieCelsius = celsius
        this.watch()
    }

    /** One stretch of at most 200 us, from whoever integrates the coil and the heat, after they have moved on. */
    step(dtUs: number, dieCelsius = this.supply.dieCelsius): void {
        this.supply.dieCelsius = dieCelsius
        this.watch()
        this.channel.watch(this.faults.is("open") ? 0 : this.pins.coilMa(), dtUs)
    }

    /** Looks at VM and at the output. Whoever switches VM calls this at every edge. */
    watch(): void {
        const { supply, registers } = this
        const change = supply.look(this.faults.is("off") ? 0 : this.pins.supplyMv())
        if (change === "lost") this.restart()
        if (change === "back" && this.enabled) this.readyFromUs = this.clock.nowUs + readyUs
        if (!supply.logic) this.lingering = undefined
        if (supply.low) registers.flags |= Flag.UVM
        if (supply.tooHot) registers.flags |= Flag.OVT
        this.wake()
        const held = registers.blocked || supply.low || supply.tooHot
        this.channel.update(this.awake && !held)
        // A shorted transistor pulls the output low as an open load lets it be pulled.
        if (this.awake)
            this.channel.watchOpenLoad(this.faults.is("open") || this.faults.is("short"))
    }

    /** So many clocks of noise in the frame under way. */
    strayClocks(count: number): void {
        this.link.strayBits += count
    }

    /** Breaks the chip, see `max22200afaults.ts`. RangeError for a kind that means nothing here. */
    fail(kind: string, value = 0, seed = 1): void {
        const known = this.faults.named(kind)
        this.heal()
        if (known === "reset") this.restart()
        else this.faults.start(known, value, seed)
        this.channel.exceedBy(this.faults.excessMa())
        this.watch()
    }

    /** Ends a fault. A chip that was hung comes back reset. */
    heal(): void {
        const hung = this.faults.is("stuck")
        this.faults.end()
        this.channel.exceedBy(0)
        if (hung) this.restart()
        this.watch()
    }

    select(): void {
        this.watch()
        this.bytes = 0
        this.isCommand = this.pins.command()
        this.answering = this.answers()
        this.link.select(this.isCommand)
    }

    /** SDO is an open drain: a chip that is off leaves it high. */
    exchange(byte: number): number {
        this.holdCommandPin()
        this.bytes++
        if (!this.answering) return 0xff
        return this.faults.reply(this.link.exchange(byte & 0xff))
    }

    deselect(): void {
        if (this.bytes === 0) return
        this.holdCommandPin()
        if (this.isCommand) this.commandsSent++
        else if (this.commandsSent === 0) this.refuse("data before any command")
        if (this.answering && this.answers()) this.link.deselect(this.faults.is("stuck"))
        this.watch()
    }

    private answers(): boolean {
        return this.enabled && this.supply.logic && this.clock.nowUs >= this.readyFromUs
    }

    private holdCommandPin(): void {
        if (this.pins.command() !== this.isCommand) this.refuse("CMD changed within a frame")
    }

    /** Outputs follow 2.5 ms after ACTIVE. */
    private wake(): void {
        const active = this.enabled && this.supply.logic && this.registers.active
        if (active === this.active) return
        this.active = active
        this.awake = false
        this.waking?.cancel()
        if (!active) return
        this.waking = this.clock.after(wakeUs, () => {
            this.awake = true
            this.watch()
        })
    }

    private restart(): void {
        this.registers.reset()
        this.link.reset()
        this.channel.update(false)
        this.wake()
    }

    private refuse(what: string): never {
        throw new UnknownAccess(this.part, what, this.clock.nowUs)
    }
}
