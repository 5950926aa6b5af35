/**
 * DS2484: I2C commands on one side, 1-Wire slots on the other. This is the I2C side: commands, pointer, status, and
 * what is refused while a 1-Wire command runs.
 */
import type { Clock } from "../clock"
import {
    Ds2484Bus,
    Ds2484Command,
    Ds2484Configuration,
    Ds2484Pointer,
    Ds2484Status,
    Ds2484TimingUs,
} from "../../src/drivers/ds2484.regs"
import { Ds2484Line } from "./ds2484line"
import { Ds2484Timing } from "./ds2484port"
import { type FaultKind, I2cChip, hexadecimal, slowFactor } from "./i2cchip"
import type { OneWire } from "./onewire"

/** Status bits that a 1-Wire reset decides, and those that a triplet decides. */
const resetBits = Ds2484Status.Presence | Ds2484Status.Short
const tripletBits =
    Ds2484Status.SingleBitResult | Ds2484Status.TripletSecondBit | Ds2484Status.Direction

export class Ds2484 extends I2cChip {
    readonly part = "DS2484"
    readonly address = Ds2484Bus.Address
    protected readonly kinds: readonly FaultKind[] = [
        "off",
        "stuck",
        "garbage",
        "wrong",
        "slow",
        "reset",
        "intermittent",
    ]
    private readonly timing = new Ds2484Timing()
    private readonly line: Ds2484Line
    private status: number = Ds2484Status.WasReset
    private configuration = 0
    private data = 0
    private pointer: number = Ds2484Pointer.Status
    private portPlace = 0
    /** Command of this write; null: the command byte comes next. */
    private command: number | null = null
    private refused = false
    private parameters = 0
    private readyUs: number
    /** The strong pull-up is on, and SPU was not written again since it went on. */
    private strong = false
    private renewed = false

    constructor(
        clock: Clock,
        private readonly wire: OneWire
    ) {
        super(clock)
        this.line = new Ds2484Line(clock, wire, this.timing)
        this.readyUs = clock.nowUs + Ds2484TimingUs.PowerUp
    }

    /** 1WB. A stuck chip never ends its command. */
    private get busy(): boolean {
        return this.line.busy || this.kind === "stuck"
    }

    protected override begin(read: boolean): boolean {
        if (this.clock.nowUs < this.readyUs) return false
        if (!read) {
            this.command = null
            this.refused = false
            this.parameters = 0
        }
        return true
    }

    protected override accept(byte: number): boolean {
        if (this.command === null) return this.acceptCommand(byte)
        if (this.refused) return false
        const place = this.parameters++
        if (this.command === Ds2484Command.AdjustPort) return this.acceptPort(byte)
        // Surplus bytes are not acknowledged.
        return place === 0 && this.acceptParameter(this.command, byte)
    }

    private acceptCommand(code: number): boolean {
        if (!(code in Ds2484Command)) throw this.unknown(`command ${hexadecimal(code)}`)
        this.command = code
        this.refused =
            this.busy && code !== Ds2484Command.DeviceReset && code !== Ds2484Command.SetReadPointer
        if (this.refused) return false
        if (code === Ds2484Command.DeviceReset) this.deviceReset()
        else if (code === Ds2484Command.OneWireReset) this.oneWireReset()
        else if (code === Ds2484Command.ReadByte) this.readByte()
        else if (code === Ds2484Command.AdjustPort) this.setPointer(Ds2484Pointer.Port)
        return true
    }

    private acceptParameter(command: number, byte: number): boolean {
        switch (command) {
            case Ds2484Command.SetReadPointer:
                if (!(byte in Ds2484Pointer)) return false
                this.setPointer(byte)
                return true
            case Ds2484Command.WriteConfiguration:
                return this.configure(byte)
            case Ds2484Command.SingleBit:
                this.singleBit(byte)
                return true
            case Ds2484Command.WriteByte:
                this.startLine()
                this.line.writeByte(byte, () => this.strongPullUpOn())
                return true
            case Ds2484Command.Triplet:
                this.triplet(byte)
                return true
            default:
                return false
        }
    }

    /** Acknowledged whatever the value, unless a 1-Wire command runs. */
    private acceptPort(control: number): boolean {
        if (this.busy) return false
        this.timing.adjust(control)
        return true
    }

    private setPointer(pointer: number): void {
        this.pointer = pointer
        this.portPlace = 0
    }

    /** The byte must carry its own complement in the upper half; one that does not is refused and changes nothing. */
    private configure(byte: number): boolean {
        const value = byte & 0x0f
        if (byte >> 4 !== (~value & 0x0f)) return false
        const pullsDown = (value & Ds2484Configuration.PowerDown) !== 0
        this.configuration = pullsDown ? value & ~Ds2484Configuration.StrongPullUp : value
        this.status &= ~Ds2484Status.WasReset
        this.setPointer(Ds2484Pointer.Configuration)
        this.line.overdrive = (value & Ds2484Configuration.Overdrive) !== 0
        this.wire.hold(pullsDown)
        this.renewed = (this.configuration & Ds2484Configuration.StrongPullUp) !== 0
        if (!this.renewed) this.strongPullUpOff()
        return true
    }

    protected override send(): number {
        switch (this.pointer) {
            case Ds2484Pointer.Status:
                return this.readStatus()
            case Ds2484Pointer.Data:
                this.line.catchUp()
                return this.kind === "wrong" ? (this.data + this.value) & 0xff : this.data
            case Ds2484Pointer.Port:
                return this.timing.code(this.portPlace++ % this.timing.length)
            default:
                this.line.catchUp()
                return this.configuration
        }
    }

    /** LL is live and 1WB is the command's; PPD and SD stay as the last 1-Wire reset left them. */
    private readStatus(): number {
        const busy = this.busy ? Ds2484Status.Busy : 0
        const level = this.wire.level === 1 ? Ds2484Status.LineLevel : 0
        return this.status | busy | level
    }

    private setStatus(mask: number, bits: number): void {
        this.status = (this.status & ~mask) | bits
    }

    /** Every 1-Wire command ends a strong pull-up and puts the pointer on the status. */
    private startLine(): void {
        if (this.strong) this.strongPullUpOff()
        this.setPointer(Ds2484Pointer.Status)
        this.line.slowness = this.kind === "slow" ? slowFactor : 1
    }

    private oneWireReset(): void {
        this.startLine()
        this.line.reset((presence, short) =>
            this.setStatus(
                resetBits,
                (presence ? Ds2484Status.Presence : 0) | (short ? Ds2484Status.Short : 0)
            )
        )
    }

    private readByte(): void {
        this.startLine()
        this.line.readByte(byte => {
            this.data = byte
            this.strongPullUpOn()
        })
    }

    private singleBit(parameter: number): void {
        this.startLine()
        this.line.singleBit(parameter & 0x80 ? 1 : 0, line => {
            this.setStatus(Ds2484Status.SingleBitResult, line ? Ds2484Status.SingleBitResult : 0)
            this.strongPullUpOn()
        })
    }

    private triplet(parameter: number): void {
        this.startLine()
        this.line.triplet(parameter & 0x80 ? 1 : 0, (first, second, direction) =>
            this.setStatus(
                tripletBits,
                (first ? Ds2484Status.SingleBitResult : 0) |
                    (second ? Ds2484Status.TripletSecondBit : 0) |
                    (direction ? Ds2484Status.Direction : 0)
            )
        )
    }

    private strongPullUpOn(): void {
        if (!(this.configuration & Ds2484Configuration.StrongPullUp)) return
        this.strong = true
        this.renewed = false
        this.wire.strongPullUp(true)
    }

    /** SPU clears itself when its pull-up ends, unless it was written again for the next byte. */
    private strongPullUpOff(): void {
        if (!this.renewed) this.configuration &= ~Ds2484Configuration.StrongPullUp
        this.strong = false
        this.wire.strongPullUp(false)
    }

    /** Command 0xF0 and power-on; a 1-Wire command that runs is cut off. */
    private deviceReset(): void {
        this.line.cutOff()
        this.line.overdrive = false
        this.renewed = false
        this.strongPullUpOff()
        this.wire.hold(false)
        this.timing.reset()
        this.status = Ds2484Status.WasReset
        this.configuration = 0
        this.data = 0
        this.setPointer(Ds2484Pointer.Status)
    }

    protected override end(): void {
        this.command = null
    }

    protected override powerOn(): void {
        this.deviceReset()
        this.readyUs = this.clock.nowUs + Ds2484TimingUs.PowerUp
    }

    /** The pull-up is fed by the chip's supply: without it the device on the line has none either. */
    protected override powerOff(): void {
        this.deviceReset()
        this.wire.hold(true)
    }
}
