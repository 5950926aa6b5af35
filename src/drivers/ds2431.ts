/**
 * The cartridge's DS2431 memory, through the bridge [DS-DS2431]: read, watched, and marked.
 *
 * Record and tag count only when three readings in a row are equal (PEN-SAF-10); their own checksums are the
 * caller's. Reading and burning go at overdrive speed; a cartridge that lost contact in between is back at standard
 * speed and stays silent, so all that is read comes from one cartridge.
 */
import { crc8Maxim } from "../core/crc"
import { OPENED_AT, ROW_BYTES, sameRow, WEAR_AT, WEAR_READ_BYTES } from "../core/marks"
import { HEAD_BYTES } from "../core/verdict"
import { Result } from "./errors"
import { Ds2484Configuration } from "./ds2484.regs"
import type { Ds2484 } from "./ds2484"
import { Ds2431Command, Ds2431Layout, Ds2431Rom } from "./ds2431.regs"
import { Ds2431Exchanges, Stage } from "./ds2431exchanges"
import { CartridgeFailure } from "./onewire"

export { CartridgeFailure } from "./onewire"

const READINGS = 3
const STRONG = Ds2484Configuration.Overdrive | Ds2484Configuration.StrongPullUp
/** Steps that a copy is given: two whole ticks at least, and it needs 12.5 ms at most ([DS-DS2431] tPROG). */
const COPY_STEPS = 3
/** Address and E/S of a whole row, which come before its data in the scratchpad. */
const SCRATCHPAD_HEAD = 3

export class Ds2431 extends Ds2431Exchanges {
    /** Record and tag; opened row; wear and protection; with the ROM ID good after Read is Done. */
    readonly head: Buffer
    readonly row: Buffer
    readonly wear: Buffer

    private reading = 0
    private polling = false
    private burning = false
    /** TA1, TA2, E/S and the row that is being burnt. */
    private readonly wanted: Buffer

    constructor(bridge: Ds2484) {
        super(bridge, 1 + Ds2431Layout.RomBytes + SCRATCHPAD_HEAD + ROW_BYTES)
        this.head = Buffer.alloc(HEAD_BYTES)
        this.row = Buffer.alloc(ROW_BYTES)
        this.wear = Buffer.alloc(WEAR_READ_BYTES)
        this.wanted = Buffer.alloc(SCRATCHPAD_HEAD + ROW_BYTES)
    }

    /** Begins to read: ROM ID, record and tag three times, marks once. A bridge that failed is set up first. */
    startRead(): void {
        this.burning = false
        this.begins()
    }

    /** Begins to read the ROM ID once and compare it with `rom`. */
    startRomPoll(): void {
        this.start()
        this.polling = true
        this.planRom(CartridgeFailure.RomChanged)
    }

    /**
     * Begins to burn one row of the marks in the cartridge `rom` and to read it back (PEN-SAF-08): `row` at
     * `address`, a multiple of 8 below 0x80. Bits that have fallen must be 0 in it. Done means that it reads as
     * wanted; RomChanged, that another cartridge is fitted, and nothing was burnt; everything else, that the row may
     * have been burnt or not.
     */
    startBurn(address: number, row: Buffer): void {
        const wanted = this.wanted
        wanted[0] = address
        wanted[1] = 0
        wanted[2] = Ds2431Layout.RowBytes - 1
        for (let index = 0; index < Ds2431Layout.RowBytes; ++index)
            wanted[SCRATCHPAD_HEAD + index] = row[index] as number
        this.burning = true
        this.begins()
    }

    private begins(): void {
        this.reading = 0
        this.polling = false
        this.startFast()
    }

    /** An exchange has ended well: judges it and plans the next one, or ends the job. */
    protected override next(): CartridgeFailure {
        switch (this.stage) {
            case Stage.Overdrive:
                this.fast = true
                if (this.bridge.setUp(Ds2484Configuration.Overdrive) !== Result.Done)
                    return CartridgeFailure.BridgeSilent
                if (this.burning) this.planLoad()
                else this.planRom(CartridgeFailure.None)
                break
            case Stage.Rom:
                if (this.polling) return this.done()
                return this.afterRom()
            case Stage.Head:
                return this.afterHead()
            case Stage.Opened:
                this.planCommand(
                    Stage.Wear,
                    Ds2431Rom.Skip,
                    Ds2431Command.ReadMemory,
                    WEAR_AT,
                    this.wear,
                    WEAR_READ_BYTES
                )
                break
            case Stage.Wear:
                // Lost contact reads as ones, like a blank page: at overdrive only the same chip answers still.
                this.stage = Stage.Presence
                this.plan(0, this.rom, 0, CartridgeFailure.None)
                break
            case Stage.Presence:
                return this.done()
            default:
                return this.nextOfBurn()
        }
        return CartridgeFailure.None
    }

    private afterRom(): CartridgeFailure {
        const sound = crc8Maxim(this.rom, 0, Ds2431Layout.RomBytes) === 0
        if (!sound || this.rom[0] !== Ds2431Layout.FamilyCode) return CartridgeFailure.RomInvalid
        const differ = this.reading === 0 ? CartridgeFailure.None : CartridgeFailure.ReadingsDiffer
        this.out[0] = Ds2431Command.ReadMemory
        this.out[1] = 0
        this.out[2] = 0
        this.stage = Stage.Head
        this.plan(3, this.head, HEAD_BYTES, differ)
        // The chip is selected still: no reset.
        this.position = 1
        return CartridgeFailure.None
    }

    private afterHead(): CartridgeFailure {
        this.reading += 1
        if (this.reading < READINGS) this.planRom(CartridgeFailure.ReadingsDiffer)
        else
            this.planCommand(
                Stage.Opened,
                Ds2431Rom.Skip,
                Ds2431Command.ReadMemory,
                OPENED_AT,
                this.row,
                ROW_BYTES
            )
        return CartridgeFailure.None
    }

    /** The row into the scratchpad of the chip with that ROM ID, and of no other. */
    private planLoad(): void {
        const out = this.out
        const wanted = this.wanted
        out[0] = Ds2431Rom.Match
        for (let index = 0; index < Ds2431Layout.RowBytes; ++index) {
            out[1 + index] = this.rom[index] as number
            out[12 + index] = wanted[SCRATCHPAD_HEAD + index] as number
        }
        out[9] = Ds2431Command.WriteScratchpad
        out[10] = wanted[0] as number
        out[11] = 0
        this.stage = Stage.Load
        this.plan(out.length, this.rom, 0, CartridgeFailure.None)
    }

    /**
     * Only a chip that was addressed by its ROM ID and kept contact since takes Resume. Everything that comes back is
     * compared; where protection or a foreign chip changed it, nothing is copied.
     */
    private nextOfBurn(): CartridgeFailure {
        const wanted = this.wanted
        const address = wanted[0] as number
        switch (this.stage) {
            case Stage.Load:
                this.out[0] = Ds2431Rom.Resume
                this.out[1] = Ds2431Command.ReadScratchpad
                this.stage = Stage.Check
                this.plan(2, wanted, wanted.length, CartridgeFailure.RomChanged)
                break
            case Stage.Check:
                this.planCommand(
                    Stage.Authorize,
                    Ds2431Rom.Resume,
                    Ds2431Command.CopyScratchpad,
                    address,
                    wanted,
                    0
                )
                break
            case Stage.Authorize:
                // Right before the byte after which the copy begins ([DS-DS2484] "SPU").
                if (this.bridge.setUp(STRONG) !== Result.Done) return CartridgeFailure.BridgeSilent
                this.out[0] = wanted[2] as number
                this.stage = Stage.Copy
                this.plan(1, wanted, 0, CartridgeFailure.None)
                this.position = 1
                break
            case Stage.Copy:
                this.rest = COPY_STEPS
                this.stage = Stage.Answer
                this.plan(0, this.out, 1, CartridgeFailure.None)
                this.position = 1
                break
            case Stage.Answer:
                // Alternating bits, beginning with either.
                if (this.out[0] !== Ds2431Layout.CopyDone)
                    if (this.out[0] !== 0x55) return CartridgeFailure.ContactLost
                this.planVerify()
                break
            default:
                return this.verified()
        }
        return CartridgeFailure.None
    }

    private planVerify(): void {
        this.planCommand(
            Stage.Verify,
            Ds2431Rom.Resume,
            Ds2431Command.ReadMemory,
            this.wanted[0] as number,
            this.out,
            ROW_BYTES
        )
    }

    /** The row was read back: one that is not as wanted is read once more, to tell a bad bit from a bad reading. */
    private verified(): CartridgeFailure {
        const same = sameRow(this.out, 0, this.wanted, SCRATCHPAD_HEAD)
        this.reading += 1
        if (this.reading === 1) {
            if (same) return this.done()
            this.planVerify()
            return CartridgeFailure.None
        }
        return same ? CartridgeFailure.ReadBackWrong : CartridgeFailure.NotMarked
    }
}
