/**
 * Frames between the program and the MAX22200A [DS-MAX22200A]: a command, then its data, written
 * lowest byte first and read highest byte first (figures 7 and 10 to 13). There is no checksum; what can
 * be known is whether the chip repeats the command of a long write, and whether a register reads back.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { CommandSpi } from "../hal/bus"
import { Max22200aCommand, Max22200aFlag, Max22200aRegister } from "./max22200a.regs"

export const MAX22200A_PART = "MAX22200A"

const WRITE = Max22200aCommand.WRITE
const SHORT = Max22200aCommand.SHORT
const SHIFT = Max22200aCommand.ADDRESS_SHIFT

/** What of STATUS is written; the other bits are flags. */
const WRITABLE = ~Max22200aFlag.ALL

export class Max22200aLink {
    /** STATUS[7:0] as it came with the last command, `Max22200aFlag`. */
    flags = 0
    /** What the last `read` brought, signed 32 bit. */
    protected word = 0

    private readonly answer: Buffer
    private readonly zeros: Buffer
    private readonly tx: Buffer
    private readonly rx: Buffer
    private readonly shortTx: Buffer
    private readonly shortRx: Buffer

    constructor(private readonly spi: CommandSpi) {
        this.answer = Buffer.alloc(1)
        this.zeros = Buffer.alloc(4)
        this.tx = Buffer.alloc(4)
        this.rx = Buffer.alloc(4)
        this.shortTx = Buffer.alloc(1)
        this.shortRx = Buffer.alloc(1)
    }

    /**
     * Reads a register into `word`. `clear`: bits of FAULT to clear meanwhile, 0 for all other registers.
     * @returns Result.
     */
    protected async read(register: number, clear: number): Promise<number> {
        let tx = this.zeros
        if (clear !== 0) {
            tx = this.tx
            tx[0] = (clear >> 24) & 0xff
            tx[1] = (clear >> 16) & 0xff
            tx[2] = (clear >> 8) & 0xff
            tx[3] = clear & 0xff
        }
        const result = await this.exchange(register << SHIFT, tx, this.rx)
        if (result !== Result.Done) return result
        const rx = this.rx
        this.word =
            ((rx[0] as number) << 24) |
            ((rx[1] as number) << 16) |
            ((rx[2] as number) << 8) |
            (rx[3] as number)
        return result
    }

    /** Writes a register. @returns Result; BadData when the chip has understood another command. */
    protected async write(register: number, value: number): Promise<number> {
        const tx = this.tx
        tx[0] = value & 0xff
        tx[1] = (value >> 8) & 0xff
        tx[2] = (value >> 16) & 0xff
        tx[3] = (value >> 24) & 0xff
        const command = WRITE | (register << SHIFT)
        const result = await this.exchange(command, tx, this.rx)
        if (result !== Result.Done) return result
        return this.rx[1] === command ? Result.Done : Result.BadData
    }

    /** Writes the highest byte of a register until it reads back, at most three times. @returns Result. */
    protected async putByte(register: number, byte: number): Promise<number> {
        const command = (register << SHIFT) | SHORT
        let result: number = Result.BadData
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            this.shortTx[0] = byte
            result = await this.exchange(WRITE | command, this.shortTx, this.shortRx)
            if (result === Result.Done)
                result = await this.exchange(command, this.shortTx, this.shortRx)
            if (result === Result.Done) if (this.shortRx[0] === byte) return result
        }
        return result < 0 ? result : Result.BadData
    }

    /** Writes a register until it reads back, at most three times. @returns Result. */
    protected async put(register: number, value: number): Promise<number> {
        const mask = register === Max22200aRegister.STATUS ? WRITABLE : -1
        let result: number = Result.BadData
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            result = await this.write(register, value)
            if (result === Result.Done) result = await this.read(register, 0)
            if (result === Result.Done) if ((this.word & mask) === (value & mask)) return result
        }
        return result < 0 ? result : Result.BadData
    }

    /** `put`. @throws DriverError when three attempts do not read back. */
    protected async putOrThrow(register: number, value: number): Promise<void> {
        const result = await this.put(register, value)
        if (result === Result.Done) return
        const detail = `wrote ${value}, reads ${this.word}`
        throw new DriverError(MAX22200A_PART, DriverErrorCode.ReadBackDiffers, register, detail)
    }

    /** One command and its data. @returns Result: Done, BadData (nobody answers) or Timeout. */
    private async exchange(command: number, tx: Buffer, rx: Buffer): Promise<number> {
        try {
            await this.spi.exchange(command, this.answer, tx, rx)
        } catch (error) {
            if (error instanceof DriverError) return Result.Timeout
            throw error
        }
        const flags = this.answer[0] as number
        this.flags = flags
        return flags === 0xff ? Result.BadData : Result.Done
    }
}
