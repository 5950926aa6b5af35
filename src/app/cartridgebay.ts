/**
 * The cartridge bay: waits for the latch, reads record and ROM ID three times, judges them, and then
 * asks again and again whether the same cartridge is still there.
 */
import { decodeRecord } from "../core/cartridge"
import { Inhibit } from "../core/inhibit"
import { Kind } from "../core/kind"
import { SENSOR_BUS_TICKS } from "../core/limits"
import { CartridgeFailure } from "../drivers/ds2431"
import { Result } from "../drivers/errors"
import { type Pen } from "./pen"
import { type Session } from "./session"

/** The latch must be closed this long before the contacts are trusted. */
const SETTLE_TICKS = 3
/** 1-Wire bytes in one tick while a person waits for the verdict (0.4 ms each at overdrive): half of a tick is left. */
const BYTES_WHILE_READING = 10
/** Once the cartridge is known: one, and no tick waits for it. */
const BYTES_WHILE_POLLING = 1
/** Between two attempts to read a cartridge that did not answer soundly. */
const RETRY_TICKS = 20
/** Failed polls in a row that count: one may be contact bounce; two take under 250 ms (PEN-SAF-05). */
const LOST_POLLS = 2

export class CartridgeBay {
    private closedTicks = 0
    private retryTicks = 0
    private lostPolls = 0
    private accepted = false
    /** The accepted cartridge answers as it did, and is asked only for its ROM ID. */
    private watching = false
    /** The record is good; tag, marks and date are judged in the next tick. */
    private judging = false

    constructor(
        private readonly pen: Pen,
        private readonly session: Session
    ) {}

    /** Nothing is under way but the watch over an accepted cartridge, if there is one. */
    settled(): boolean {
        const inputs = this.pen.inputs
        if (!inputs.latchClosed) return this.closedTicks === 0
        return inputs.cartridgeChanged || (this.watching && !this.judging)
    }

    /** A cartridge has come, and is being read. */
    reading(): boolean {
        if (this.accepted || !this.pen.inputs.latchClosed) return false
        return this.pen.devices.cartridge.working
    }

    /** One tick of a settled bay. @returns false when the cartridge does not answer as it did. */
    watch(): boolean {
        if (!this.watching) return true
        const devices = this.pen.devices
        const result = devices.romWatch.step(devices.cartridge.rom)
        if (result === Result.Done) return true
        // The reader asks again, and finds out why; a bridge that has lost its supply it sets up first.
        this.watching = false
        this.lostPolls = result === Result.BadData ? 1 : 0
        devices.cartridge.failure = CartridgeFailure.BridgeReset
        devices.cartridge.startRomPoll()
        return false
    }

    /** One tick. Writes the cartridge's part of the inputs. */
    tick(): void {
        const inputs = this.pen.inputs
        if (!inputs.latchClosed) {
            if (this.closedTicks > 0) this.forget()
            return
        }
        this.closedTicks += 1
        if (this.closedTicks === 1) inputs.cartridge = Inhibit.CartridgeUnread
        if (this.closedTicks < SETTLE_TICKS || inputs.cartridgeChanged) return
        if (this.session.use.burning) return
        if (this.judging) {
            if (this.session.begun) this.judge()
            return
        }
        if (this.retryTicks > 0) {
            this.retryTicks -= 1
            return
        }
        if (this.watching) {
            this.watch()
            return
        }
        const reader = this.pen.devices.cartridge
        if (!reader.working) {
            if (this.accepted) reader.startRomPoll()
            else reader.startRead()
        }
        const result = reader.step(this.accepted ? BYTES_WHILE_POLLING : BYTES_WHILE_READING)
        if (result === Result.Busy) return
        if (result !== Result.Done) this.failed(reader.failure)
        else if (this.accepted) this.resume()
        else this.accept()
    }

    /** The cartridge is good: from now on it is only watched. */
    private resume(): void {
        this.watching = true
        this.lostPolls = 0
        this.pen.devices.romWatch.restart()
    }

    /** A cartridge that could not be marked is read anew: it may be used up now. */
    readAgain(): void {
        this.accepted = false
        this.judging = false
        this.watching = false
        this.pen.inputs.cartridge = Inhibit.CartridgeUnread
    }

    private forget(): void {
        const inputs = this.pen.inputs
        inputs.cartridge = Inhibit.NoCartridge
        inputs.cartridgeChanged = false
        this.closedTicks = 0
        this.retryTicks = 0
        this.lostPolls = 0
        this.accepted = false
        this.watching = false
        this.judging = false
        this.session.detached()
        this.pen.devices.cartridge.working = false
    }

    /** Three equal reads (PEN-SAF-10): what do they say? */
    private accept(): void {
        const record = this.pen.record
        this.accepted = true
        this.resume()
        const bits = decodeRecord(this.pen.devices.cartridge.head, record)
        this.judging = bits === 0 || bits === Inhibit.CartridgeNotDrivable
        if (!this.judging) this.take(bits)
    }

    private judge(): void {
        this.judging = false
        const notDrivable = this.pen.record.kind === Kind.Roller ? Inhibit.CartridgeNotDrivable : 0
        this.take(this.session.use.judge() | notDrivable)
    }

    /** The verdict. */
    private take(bits: number): void {
        const inputs = this.pen.inputs
        const record = this.pen.record
        if (bits !== 0) this.session.refused()
        inputs.cartridge = bits
        inputs.kind = record.kind
        inputs.minUm = record.minUm
        inputs.maxUm = record.maxUm
        inputs.lengthUm = record.lengthUm
    }

    private failed(failure: CartridgeFailure): void {
        const pen = this.pen
        const inputs = pen.inputs
        if (this.accepted) {
            // A contact that opens in the middle of a poll reads as another ROM ID, too.
            this.lostPolls += 1
            if (this.lostPolls < LOST_POLLS) return
            if (failure > CartridgeFailure.BridgeReset) {
                inputs.cartridgeChanged = true
                return
            }
            // Nobody knows what became of the cartridge, but the chip that fails is on the pen's own bus.
            pen.sample.i2cFailed = true
            pen.monitor.badFrames = SENSOR_BUS_TICKS
            this.readAgain()
        }
        inputs.cartridge =
            failure === CartridgeFailure.RomInvalid
                ? Inhibit.CartridgeCorrupt
                : Inhibit.CartridgeUnread
        this.retryTicks = RETRY_TICKS
    }
}
