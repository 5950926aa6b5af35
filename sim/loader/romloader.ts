/**
 * The loader in the ROM of an ESP32-C3, and the faster one ("stub") that a flasher uploads into it, as bytes on a
 * serial line (Espressif, "Serial Protocol" of esptool). The stub's code is not run: an upload that is complete
 * switches to the stub's behaviour.
 */
import { Failure, FlashWork, Refused } from "./flashwork"
import { type FlashFaults, NorFlash, PowerLost } from "./norflash"
import { type ChipIdentity, LoaderRegisters, UnknownRegister } from "./registers"
import { slip, SlipReader } from "./slip"

export interface Board extends Partial<ChipIdentity>, FlashFaults {
    /** The chip hears nothing: no supply, or a cable without data lines. */
    readonly mute?: boolean
    /** Only the ROM: refuses what needs the stub's upload. */
    readonly withoutStub?: boolean
}

enum Op {
    FlashBegin = 0x02,
    FlashData = 0x03,
    FlashEnd = 0x04,
    MemoryBegin = 0x05,
    MemoryEnd = 0x06,
    MemoryData = 0x07,
    Sync = 0x08,
    WriteRegister = 0x09,
    ReadRegister = 0x0a,
    SetParameters = 0x0b,
    Attach = 0x0d,
    ReadFlashSlow = 0x0e,
    ChangeBaud = 0x0f,
    DeflateBegin = 0x10,
    DeflateData = 0x11,
    DeflateEnd = 0x12,
    Md5 = 0x13,
    SecurityInfo = 0x14,
    EraseFlash = 0xd0,
    EraseRegion = 0xd1,
    ReadFlash = 0xd2,
}

const CHECKSUM_SEED = 0xef
const SYNC_REPLIES = 8
const HEADER_BYTES = 16

export class RomLoader {
    readonly flash: NorFlash
    /** What happened to the board, for tests: resets, and how it started. */
    readonly events: string[] = []
    private readonly chip: ChipIdentity
    private registers: LoaderRegisters
    private readonly reader = new SlipReader(packet => this.packet(packet))
    private held = false
    private downloadWanted = false
    private listening = false
    private stub = false
    private dead = false
    private rts = false
    private dtr = false
    private readonly work: FlashWork

    /** `send` takes bytes for the host; `onLost` hears that the board is gone from the bus. */
    constructor(
        private readonly board: Board,
        private readonly send: (bytes: Uint8Array) => void,
        private readonly onLost: () => void = () => undefined
    ) {
        this.chip = {
            chipId: board.chipId ?? 5,
            flashBytes: board.flashBytes ?? 4 * 1024 * 1024,
            secureBoot: board.secureBoot ?? false,
            flashEncryption: board.flashEncryption ?? false,
        }
        this.flash = new NorFlash(this.chip.flashBytes, board)
        this.work = new FlashWork(this.flash)
        this.registers = new LoaderRegisters(this.chip)
    }

    /**
     * Control lines. RTS alone holds the chip in reset. It starts when RTS falls, and starts the loader if DTR is up
     * then, as the circuit of a USB bridge has it, or was up alone before the reset, as the chip's own USB port has it
     * ([TRM-ESP32-C3], "USB Serial/JTAG Controller", table of RTS and DTR).
     */
    lines(lines: { dtr?: boolean; rts?: boolean }): void {
        this.rts = lines.rts ?? this.rts
        this.dtr = lines.dtr ?? this.dtr
        if (this.rts && !this.dtr && !this.held) this.reset()
        if (this.rts) return
        if (this.held) this.start(this.dtr || this.downloadWanted)
        this.downloadWanted = this.dtr
    }

    receive(line: Uint8Array): void {
        if (!this.listening || this.dead || this.board.mute) return
        try {
            this.reader.push(line)
        } catch (error) {
            if (!(error instanceof PowerLost)) throw error
            this.dead = true
            this.onLost()
        }
    }

    private reset(): void {
        this.events.push("reset")
        this.held = true
        this.listening = false
        this.stub = false
        this.work.abandon()
        this.registers = new LoaderRegisters(this.chip)
    }

    private start(download: boolean): void {
        this.held = false
        this.listening = download
        this.events.push(download ? "download" : "run")
    }

    private packet(packet: Uint8Array): void {
        if (this.work.reading) {
            // Whatever the host says now acknowledges the block that it has.
            this.send(slip(this.work.nextBlock()))
            return
        }
        if (packet.length < 8 || packet[0] !== 0) return
        const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
        const op: Op = packet[1]!
        const body = packet.subarray(8)
        try {
            this.command(op, body, view.getUint32(4, true))
        } catch (error) {
            if (error instanceof Refused) this.reply(op, 0, undefined, error.failure)
            else if (error instanceof UnknownRegister) this.reply(op, 0, undefined, Failure.Failed)
            else throw error
        }
    }

    private command(op: Op, body: Uint8Array, checksum: number): void {
        const words = new DataView(body.buffer, body.byteOffset, body.byteLength)
        const word = (index: number): number => words.getUint32(index * 4, true)
        switch (op) {
            case Op.Sync:
                // The ROM answers with what it saw on the line, the stub with 0.
                for (let count = 0; count < SYNC_REPLIES; count++)
                    this.reply(op, this.stub ? 0 : 0x20120707)
                return
            case Op.ReadRegister:
                return this.reply(op, this.registers.read(word(0)))
            case Op.WriteRegister:
                this.registers.write(word(0), word(1), word(2))
                return this.reply(op)
            case Op.SecurityInfo:
                return this.reply(op, 0, this.securityInfo())
            case Op.SetParameters:
            case Op.Attach:
            case Op.ChangeBaud:
            case Op.MemoryBegin:
                return this.reply(op)
            case Op.MemoryData:
                check(body, checksum)
                return this.reply(op)
            case Op.MemoryEnd:
                return this.startStub()
            default:
                return this.flashCommand(op, body, word, checksum)
        }
    }

    private flashCommand(
        op: Op,
        body: Uint8Array,
        word: (index: number) => number,
        checksum: number
    ): void {
        switch (op) {
            case Op.FlashBegin:
            case Op.DeflateBegin:
                this.work.begin(word(3), word(0), op === Op.DeflateBegin)
                return this.reply(op)
            case Op.FlashData:
            case Op.DeflateData:
                check(body, checksum)
                this.work.data(body.subarray(HEADER_BYTES, HEADER_BYTES + word(0)))
                return this.reply(op)
            case Op.FlashEnd:
            case Op.DeflateEnd:
                this.work.abandon()
                return this.reply(op)
            case Op.Md5:
                return this.reply(op, 0, this.work.md5(word(0), word(1), this.stub))
            case Op.ReadFlashSlow:
                if (this.stub) throw new Refused(Failure.Message)
                return this.reply(op, 0, this.work.part(word(0), 64))
            default:
                return this.stubCommand(op, word)
        }
    }

    /** What only the stub knows. */
    private stubCommand(op: Op, word: (index: number) => number): void {
        if (!this.stub) throw new Refused(Failure.Message)
        switch (op) {
            case Op.EraseFlash:
                this.flash.erase(0, this.flash.sizeBytes)
                return this.reply(op)
            case Op.EraseRegion:
                this.work.erase(word(0), word(1))
                return this.reply(op)
            case Op.ReadFlash:
                this.work.read(word(0), word(1), word(2))
                this.reply(op)
                return this.send(slip(this.work.nextBlock()))
            default:
                throw new Refused(Failure.Message)
        }
    }

    private startStub(): void {
        if (this.board.withoutStub) throw new Refused(Failure.Failed)
        this.reply(Op.MemoryEnd)
        this.stub = true
        this.send(slip(new TextEncoder().encode("OHAI")))
    }

    private securityInfo(): Uint8Array {
        const info = new Uint8Array(20)
        info[0] = this.chip.secureBoot ? 1 : 0
        info[4] = this.chip.flashEncryption ? 1 : 0
        info[12] = this.chip.chipId
        return info
    }

    private reply(op: Op, value = 0, data: Uint8Array = new Uint8Array(0), failure = 0): void {
        // The ROM of this family sends four bytes of status, the stub two.
        const status = new Uint8Array(this.stub ? 2 : 4)
        if (failure !== 0) status.set([1, failure])
        const reply = new Uint8Array(8 + data.length + status.length)
        const view = new DataView(reply.buffer)
        reply.set([1, op])
        view.setUint16(2, data.length + status.length, true)
        view.setUint32(4, value >>> 0, true)
        reply.set(data, 8)
        reply.set(status, 8 + data.length)
        this.send(slip(reply))
    }
}

/** The checksum of a data packet covers its data alone. */
function check(body: Uint8Array, checksum: number): void {
    let sum = CHECKSUM_SEED
    for (const byte of body.subarray(HEADER_BYTES)) sum ^= byte
    if (sum !== (checksum & 0xff)) throw new Refused(Failure.Checksum)
}
