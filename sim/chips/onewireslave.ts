/**
 * The ROM layer that every 1-Wire memory shares: reset, speed, identity, search and resume. What follows the ROM
 * command is the business of the part ([DS-DS2431] "1-Wire ROM Function Commands").
 */
import { Ds2431Layout, Ds2431Rom } from "../../src/drivers/ds2431.regs"
import type { Clock } from "../clock"
import { Random } from "../random"
import type { Level } from "../signal"
import { UnknownAccess } from "./bus"
import { crc8OneWire } from "./crc"
import { type FaultKind, hexadecimal } from "./i2cchip"
import type { OneWireDevice } from "./onewire"

/** What the next slots are. */
enum Phase {
    /** Not selected: silent until the next reset. */
    Wait,
    RomCommand,
    SendRom,
    MatchRom,
    Search,
    Function,
}

/** A disturbed contact turns one in this many bits around. */
const disturbedBitPeriod = 50
/** A contact that comes and goes misses every reset whose number is a multiple of this. */
const missedResetPeriod = 3

export abstract class OneWireSlave implements OneWireDevice {
    abstract readonly part: string
    private phase = Phase.Wait
    private overdrive = false
    private resumable = false
    private bit = 0
    private shift = 0
    /** The byte that goes out now; null: a byte comes in. */
    private outgoing: number | null = null
    private index = 0
    private searchStep = 0
    protected kind: FaultKind | null = null
    private resets = 0
    private noise = new Random(1, "1-Wire contact")
    private readonly identity: readonly number[]
    private faultyIdentity: readonly number[] | null = null

    constructor(
        protected readonly clock: Clock,
        rom: Uint8Array
    ) {
        if (rom.length !== Ds2431Layout.RomBytes)
            throw new RangeError(
                `1-Wire ROM of ${rom.length} bytes: expected ${Ds2431Layout.RomBytes}`
            )
        this.identity = Array.from(rom)
    }

    /** Its own number, whatever answers in its place. */
    get romId(): readonly number[] {
        return this.identity
    }

    private get rom(): readonly number[] {
        return this.faultyIdentity ?? this.identity
    }

    /**
     * Breaks the device or its contacts: `off` no presence, `garbage` bits turned around, `intermittent` every third
     * reset missed, `wrong` another identity (`value` is added to the serial number) with the same memory.
     * @throws Error for any other kind
     */
    fail(kind: FaultKind, value = 1, seed = 1): void {
        if (kind !== "off" && kind !== "garbage" && kind !== "intermittent" && kind !== "wrong")
            throw new Error(
                `${this.part} cannot fail as ${kind}: expected off, garbage, intermittent, wrong`
            )
        this.heal()
        this.kind = kind
        this.resets = 0
        this.noise = new Random(seed, "1-Wire contact")
        if (kind === "off") this.contact(false)
        if (kind === "wrong") {
            const other = this.identity.slice(0, Ds2431Layout.RomBytes - 1)
            other[1] = (other[1]! + value) & 0xff
            this.faultyIdentity = [...other, crc8OneWire(other)]
        }
    }

    heal(): void {
        this.kind = null
        this.faultyIdentity = null
    }

    reset(overdrive: boolean): boolean {
        // 48 µs is a long slot for a device at standard speed: it sees no reset.
        if (overdrive && !this.overdrive) {
            this.deselect()
            return false
        }
        if (!overdrive) this.overdrive = false
        this.interrupted()
        this.resets++
        const absent =
            this.kind === "off" ||
            (this.kind === "intermittent" && this.resets % missedResetPeriod === 0)
        this.receive(absent ? Phase.Wait : Phase.RomCommand)
        return !absent
    }

    contact(_made: boolean): void {
        this.interrupted()
        this.overdrive = false
        this.resumable = false
        this.deselect()
    }

    abstract strongPullUp(on: boolean): void

    slot(bit: Level, overdrive: boolean): Level {
        this.interrupted()
        if (this.phase === Phase.Wait) return bit
        if (overdrive !== this.overdrive) {
            this.deselect()
            return bit
        }
        if (this.phase === Phase.Search) return this.searchSlot(bit)
        const drives: Level = this.outgoing === null || (this.outgoing >> this.bit) & 1 ? 1 : 0
        const line = this.disturb((bit & drives) as Level)
        this.shift |= line << this.bit
        if (++this.bit === 8) this.byteDone()
        return line
    }

    private disturb(bit: Level): Level {
        if (this.kind !== "garbage" || this.noise.integer(1, disturbedBitPeriod) > 1) return bit
        return bit === 1 ? 0 : 1
    }

    private byteDone(): void {
        const byte = this.shift
        this.bit = 0
        this.shift = 0
        if (this.outgoing === null) this.received(byte)
        else if (this.phase === Phase.SendRom) this.sendRomByte()
        else this.outgoing = this.nextByte()
    }

    private received(byte: number): void {
        if (this.phase === Phase.RomCommand) this.romCommand(byte)
        else if (this.phase === Phase.MatchRom) this.matchRomByte(byte)
        else this.functionByte(byte)
    }

    private romCommand(code: number): void {
        switch (code) {
            case Ds2431Rom.Skip:
            case Ds2431Rom.OverdriveSkip:
                this.resumable = false
                this.overdrive ||= code === Ds2431Rom.OverdriveSkip
                return this.select()
            case Ds2431Rom.Read:
                this.resumable = false
                this.phase = Phase.SendRom
                this.index = 0
                return this.sendRomByte()
            case Ds2431Rom.OverdriveMatch:
            case Ds2431Rom.Match:
                this.resumable = false
                this.overdrive ||= code === Ds2431Rom.OverdriveMatch
                this.index = 0
                return this.receive(Phase.MatchRom)
            case Ds2431Rom.Search:
                this.resumable = false
                this.index = 0
                this.searchStep = 0
                return this.receive(Phase.Search)
            case Ds2431Rom.Resume:
                return this.resumable ? this.select() : this.deselect()
            default:
                // A disturbed contact makes commands of its own: then it is not the firmware's doing.
                if (this.kind === "garbage") return this.deselect()
                throw this.unknown(`ROM command ${hexadecimal(code)}`)
        }
    }

    /** After the eighth byte of the identity a function command may follow. */
    private sendRomByte(): void {
        if (this.index < this.rom.length) this.outgoing = this.rom[this.index++]!
        else this.select()
    }

    private matchRomByte(byte: number): void {
        if (byte !== this.rom[this.index++]) return this.deselect()
        if (this.index === this.rom.length) {
            this.resumable = true
            this.select()
        }
    }

    /** Search: the bit, its complement, then the master's choice; another choice than ours puts us to sleep. */
    private searchSlot(bit: Level): Level {
        const own: Level = (this.rom[this.index >> 3]! >> (this.index & 7)) & 1 ? 1 : 0
        if (this.searchStep < 2) {
            const drives = this.searchStep === 0 ? own : own === 1 ? 0 : 1
            this.searchStep++
            return this.disturb((bit & drives) as Level)
        }
        this.searchStep = 0
        if (bit !== own) this.deselect()
        else if (++this.index === 64) {
            this.resumable = true
            this.select()
        }
        return bit
    }

    private select(): void {
        this.receive(Phase.Function)
        this.selected()
    }

    protected deselect(): void {
        this.receive(Phase.Wait)
    }

    private receive(phase: Phase): void {
        this.phase = phase
        this.outgoing = null
        this.bit = 0
        this.shift = 0
    }

    /** From the next slot on the device sends what `nextByte` gives. */
    protected startSending(): void {
        this.outgoing = this.nextByte()
    }

    protected unknown(access: string): UnknownAccess {
        return new UnknownAccess(this.part, access, this.clock.nowUs)
    }

    /** The line moved or was lost: what needs a quiet line is disturbed. */
    protected abstract interrupted(): void
    /** A function command comes next. */
    protected abstract selected(): void
    /** A byte of the function came in. */
    protected abstract functionByte(byte: number): void
    /** The next byte to send. */
    protected abstract nextByte(): number
}
