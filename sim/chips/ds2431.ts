/**
 * DS2431: 144 bytes of EEPROM in the cartridge. Writes go through an 8-byte scratchpad, and protection acts there: a
 * copy to a protected page succeeds and changes nothing. A copy needs 10 ms of strong pull-up and a quiet line; without
 * either, the row is left undefined.
 */
import type { Alarm, Clock } from "../clock"
import {
    Ds2431Address,
    Ds2431Command,
    Ds2431Layout,
    Ds2431Protection,
    Ds2431Status,
    Ds2431TimingUs,
} from "../../src/drivers/ds2431.regs"
import { Random } from "../random"
import { crc16Inverted } from "./crc"
import { hexadecimal } from "./i2cchip"
import { OneWireSlave } from "./onewireslave"

/** What the next bytes of the function are. */
enum Step {
    Command,
    Address,
    ScratchpadData,
    Authorization,
    Copying,
    Answer,
}

export interface Ds2431Options {
    readonly clock: Clock
    /** Family code, serial number, CRC-8. */
    readonly rom: Uint8Array
    /** 144 bytes, the array itself: it is the cartridge's non-volatile memory. */
    readonly memory: Uint8Array
    /** tPROG in µs: 10,000, or 12,500 for "A1" parts. */
    readonly programUs?: number
    /** What is read of the memory, where contacts or somebody between them change it. */
    readonly readAs?: (memory: Uint8Array) => Uint8Array
}

function isProtection(byte: number): boolean {
    return byte === Ds2431Protection.WriteProtected || byte === Ds2431Protection.EpromMode
}

export class Ds2431 extends OneWireSlave {
    readonly part = "DS2431"
    readonly memory: Uint8Array
    private readonly programUs: number
    private readonly readAs: ((memory: Uint8Array) => Uint8Array) | undefined
    private step = Step.Command
    private command = 0
    private target = 0
    private status = 0
    private readonly scratchpad = new Uint8Array(Ds2431Layout.RowBytes)
    /** Bytes of this function, for the check sum. */
    private seen: number[] = []
    /** What is still to be sent; after it, `tail` for ever. */
    private answer: number[] = []
    private tail = 0xff
    private readAddress = 0
    private programming: Alarm | null = null
    private programStartUs = 0
    private strongSinceUs = Infinity
    /** Stands for this chip in whatever is left to chance. */
    private readonly individual: number

    constructor(options: Ds2431Options) {
        super(options.clock, options.rom)
        if (options.memory.length !== Ds2431Layout.MemoryBytes)
            throw new RangeError(
                `DS2431 memory of ${options.memory.length} bytes: expected ${Ds2431Layout.MemoryBytes}`
            )
        this.memory = options.memory
        this.programUs = options.programUs ?? Ds2431TimingUs.Program
        this.readAs = options.readAs
        this.individual = options.rom.reduce((mixed, byte) => (mixed * 31 + byte) | 0, 0)
    }

    /** A row is being copied: the supply must not go away now. */
    get copying(): boolean {
        return this.programming !== null
    }

    protected override selected(): void {
        this.step = Step.Command
        this.seen = []
    }

    protected override functionByte(byte: number): void {
        this.seen.push(byte)
        switch (this.step) {
            case Step.Command:
                return this.begin(byte)
            case Step.Address:
                if (this.seen.length === 3) this.addressKnown()
                return
            case Step.ScratchpadData:
                return this.load(byte)
            case Step.Authorization:
                return this.authorize(byte)
            default:
                return
        }
    }

    private begin(code: number): void {
        this.command = code
        switch (code) {
            case Ds2431Command.WriteScratchpad:
            case Ds2431Command.CopyScratchpad:
            case Ds2431Command.ReadMemory:
                this.step = Step.Address
                return
            case Ds2431Command.ReadScratchpad:
                return this.sendScratchpad()
            default:
                if (this.kind === "garbage") return this.deselect()
                throw this.unknown(`command ${hexadecimal(code)}`)
        }
    }

    private addressKnown(): void {
        const address = this.seen[1]! | (this.seen[2]! << 8)
        if (this.command === Ds2431Command.WriteScratchpad) {
            this.target = address
            this.status = Ds2431Status.Partial | (address & Ds2431Status.EndMask)
            this.step = Step.ScratchpadData
        } else if (this.command === Ds2431Command.CopyScratchpad) {
            this.step = Step.Authorization
        } else {
            this.send([])
            this.readAddress = address
            this.startSending()
        }
    }

    /** Protection acts while the scratchpad is loaded. */
    private load(byte: number): void {
        const end = this.status & Ds2431Status.EndMask
        const address = (this.target & ~Ds2431Status.EndMask) | end
        this.scratchpad[end] = this.protect(address, byte)
        if (end < Ds2431Status.EndMask) {
            this.status++
            return
        }
        if ((this.target & Ds2431Status.EndMask) === 0) this.status &= ~Ds2431Status.Partial
        this.send(this.checkSum(this.seen))
    }

    private protect(address: number, byte: number): number {
        if (address >= Ds2431Address.End) return byte
        const old = this.memory[address]!
        if (address >= Ds2431Address.Protection) return this.isFixed(address) ? old : byte
        const page = Math.floor(address / Ds2431Layout.PageBytes)
        const protection = this.memory[Ds2431Address.Protection + page]!
        if (protection === Ds2431Protection.WriteProtected) return old
        return protection === Ds2431Protection.EpromMode ? old & byte : byte
    }

    /** Bytes of the register row that cannot change any more. */
    private isFixed(address: number): boolean {
        if (address === Ds2431Address.FactoryByte) return true
        if (address >= Ds2431Address.UserByte0)
            return this.memory[Ds2431Address.FactoryByte] === Ds2431Protection.EpromMode
        return isProtection(this.memory[address]!)
    }

    private sendScratchpad(): void {
        const start = this.target & Ds2431Status.EndMask
        const end = this.status & Ds2431Status.EndMask
        const bytes = [
            this.target & 0xff,
            this.target >> 8,
            this.status,
            ...this.scratchpad.subarray(start, end + 1),
        ]
        this.send([...bytes, ...this.checkSum([Ds2431Command.ReadScratchpad, ...bytes])])
    }

    private authorize(byte: number): void {
        const address = this.seen[1]! | (this.seen[2]! << 8)
        const good =
            address === this.target &&
            byte === this.status &&
            (this.status & Ds2431Status.Partial) === 0 &&
            address < Ds2431Address.End &&
            !this.isCopyProtected(address)
        if (!good) return this.send([], Ds2431Layout.CopyRefused)
        if (address > Ds2431Address.UserByte1)
            throw this.unknown(`copy to reserved ${hexadecimal(address)}`)
        this.status |= Ds2431Status.AuthorizationAccepted
        this.step = Step.Copying
        this.programStartUs = this.clock.nowUs
        this.programming = this.clock.after(this.programUs, () => this.programmed())
    }

    private isCopyProtected(address: number): boolean {
        if (!isProtection(this.memory[Ds2431Address.CopyProtection]!)) return false
        if (address >= Ds2431Address.Protection) return true
        const page = Math.floor(address / Ds2431Layout.PageBytes)
        return this.memory[Ds2431Address.Protection + page] === Ds2431Protection.WriteProtected
    }

    /** tPROG is over: the row is good only if the strong pull-up was there all the time. */
    private programmed(): void {
        this.programming = null
        if (this.strongSinceUs <= this.programStartUs) this.memory.set(this.scratchpad, this.row)
        else this.spoilRow()
        this.send([], Ds2431Layout.CopyDone)
    }

    private get row(): number {
        return this.target & ~Ds2431Status.EndMask
    }

    /**
     * Cells that were programmed badly: each bit is the old or the new one. A row is erased before it is programmed, so
     * that the old one may be all ones: nothing is promised of a copy that was cut off, in EPROM mode neither.
     */
    private spoilRow(): void {
        const damage = new Random((this.individual + this.clock.nowUs) | 0, "DS2431 row")
        const erased = damage.integer(0, 3) === 0
        for (let index = 0; index < Ds2431Layout.RowBytes; index++) {
            const old = erased ? 0xff : this.memory[this.row + index]!
            const mask = damage.integer(0, 255)
            this.memory[this.row + index] = (old & mask) | (this.scratchpad[index]! & ~mask)
        }
    }

    protected override interrupted(): void {
        if (this.programming === null) return
        this.programming.cancel()
        this.programming = null
        this.spoilRow()
        this.deselect()
    }

    override strongPullUp(on: boolean): void {
        this.strongSinceUs = on ? this.clock.nowUs : Infinity
    }

    override contact(made: boolean): void {
        super.contact(made)
        this.strongSinceUs = Infinity
        // The scratchpad and its status are volatile; what they hold after power-up is not described.
        this.scratchpad.fill(0)
        this.target = 0
        this.status = Ds2431Status.Partial
    }

    private checkSum(bytes: readonly number[]): number[] {
        const crc = crc16Inverted(bytes)
        return [crc & 0xff, crc >> 8]
    }

    /** Sends these bytes and then `tail` for ever. */
    private send(bytes: number[], tail = 0xff): void {
        this.step = Step.Answer
        this.answer = bytes
        this.tail = tail
        this.readAddress = Ds2431Address.End
        this.startSending()
    }

    protected override nextByte(): number {
        if (this.answer.length > 0) return this.answer.shift()!
        if (this.readAddress < Ds2431Address.End) {
            const read = this.readAs?.(this.memory) ?? this.memory
            return read[this.readAddress++]!
        }
        return this.tail
    }
}
