/**
 * Asks again and again whether the cartridge is still the one that was read: its ROM ID, one 1-Wire byte a tick,
 * ten ticks a round ([DS-DS2431], through [DS-DS2484]). Flat, and nothing but this, because it goes on in every tick
 * of a treatment; the reader does all that needs judgement.
 */
import { Result } from "./errors"
import { Ds2431Layout, Ds2431Rom } from "./ds2431.regs"
import { Ds2484Bus, Ds2484Command, Ds2484Pointer, Ds2484Status } from "./ds2484.regs"
import type { I2c } from "../hal/bus"

/** What the status after a 1-Wire reset must say of these bits. */
const STATUS_MASK =
    Ds2484Status.Busy | Ds2484Status.Presence | Ds2484Status.Short | Ds2484Status.WasReset

/** Steps of a round: the reset, the ROM command, then the bytes. */
const AT_RESET = 0
const AT_COMMAND = 1
const AT_ROM = 2
const AT_LAST = AT_ROM + Ds2431Layout.RomBytes - 1

export class RomWatch {
    private position = AT_RESET
    private readonly none: Buffer
    private readonly reply: Buffer
    private readonly reset: Buffer
    private readonly readRom: Buffer
    private readonly readByte: Buffer
    private readonly atData: Buffer

    constructor(private readonly bus: I2c) {
        this.none = Buffer.alloc(0)
        this.reply = Buffer.alloc(1)
        this.reset = bytes(Ds2484Command.OneWireReset, -1)
        this.readRom = bytes(Ds2484Command.WriteByte, Ds2431Rom.Read)
        this.readByte = bytes(Ds2484Command.ReadByte, -1)
        this.atData = bytes(Ds2484Command.SetReadPointer, Ds2484Pointer.Data)
    }

    /** The next step begins a round; nothing else may be under way on the bridge. */
    restart(): void {
        this.position = AT_RESET
    }

    /**
     * Takes in what the step before has begun and begins the next; at most two transactions, and no waiting: a byte
     * lasts 0.55 ms, a reset 1.12 ms, and the program sleeps for 2 ms between two ticks.
     * @returns Result; anything but Done says that this is not `rom`, or that nobody knows.
     */
    step(rom: Buffer): number {
        const bus = this.bus
        const reply = this.reply
        const position = this.position
        if (position > AT_ROM) {
            const fetched = bus.xfer(Ds2484Bus.Address, this.atData, reply)
            if (fetched !== Result.Done) return fetched
            if (reply[0] !== rom[position - AT_ROM - 1]) return Result.BadData
            if (position > AT_LAST) {
                this.position = AT_COMMAND
                return bus.xfer(Ds2484Bus.Address, this.reset)
            }
        } else if (position === AT_COMMAND) {
            const asked = bus.xfer(Ds2484Bus.Address, this.none, reply)
            if (asked !== Result.Done) return asked
            if (((reply[0] as number) & STATUS_MASK) !== Ds2484Status.Presence)
                return Result.BadData
            this.position = AT_ROM
            return bus.xfer(Ds2484Bus.Address, this.readRom)
        } else if (position === AT_RESET) {
            this.position = AT_COMMAND
            return bus.xfer(Ds2484Bus.Address, this.reset)
        }
        this.position = position + 1
        return bus.xfer(Ds2484Bus.Address, this.readByte)
    }
}

/** A command of one byte, or of two. */
function bytes(first: number, second: number): Buffer {
    const buffer = Buffer.alloc(second < 0 ? 1 : 2)
    buffer[0] = first
    if (second >= 0) buffer[1] = second
    return buffer
}
