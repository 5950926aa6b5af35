/**
 * S-35770: a 24-bit counter of cam revolutions. A plain read returns the count; a write reaches the free register only.
 * The trap: from being addressed until STOP it does not count, so that a pulse in that time is lost.
 */
import { S35770Bus, S35770Free, S35770Layout } from "../../src/drivers/s35770.regs"
import { type FaultKind, I2cChip, hexadecimal } from "./i2cchip"

/** An intermittent counter misses every pulse whose number is a multiple of this. */
const missedPulsePeriod = 3

export class S35770 extends I2cChip {
    readonly part = "S-35770"
    readonly address = S35770Bus.Address
    protected readonly kinds: readonly FaultKind[] = [
        "off",
        "stuck",
        "garbage",
        "wrong",
        "reset",
        "intermittent",
        "hiZ",
    ]
    private count = 0
    private free = 0
    private addressed = false
    private pulses = 0
    private missed = 0
    /** Bytes of this write so far. */
    private written = 0
    private writesFree = false
    private readsFree = false
    private incoming = 0
    private outgoing = 0
    private sent = 0

    /** Pulses that were lost because they came while the chip was addressed. */
    get lostPulses(): number {
        return this.missed
    }

    /** Its input is connected to nothing, and picks up whatever is near. */
    get floats(): boolean {
        return this.kind === "hiZ"
    }

    /** One rising edge at the wire to CLKIN. */
    pulse(): void {
        if (!this.floats) this.clockIn()
    }

    /** One rising edge that a floating CLKIN picked up. */
    pickUp(): void {
        if (this.floats) this.clockIn()
    }

    private clockIn(): void {
        if (!this.supplied || this.kind === "stuck") return
        if (this.addressed) {
            this.missed++
            return
        }
        this.pulses++
        if (this.kind === "intermittent" && this.pulses % missedPulsePeriod === 0) return
        this.count = (this.count + 1) & S35770Layout.CountMax
    }

    /** Intermittent is about pulses here, not about accesses. */
    protected override missesAccess(): boolean {
        return false
    }

    protected override begin(read: boolean): boolean {
        this.addressed = true
        this.written = 0
        if (!read) {
            this.readsFree = false
            return true
        }
        const count = this.kind === "wrong" ? this.count + this.value : this.count
        this.outgoing = this.readsFree ? this.free : count & S35770Layout.CountMax
        this.sent = 0
        return true
    }

    protected override accept(byte: number): boolean {
        if (this.written === 0) {
            if (!(byte & S35770Free.TestBit))
                throw this.unknown(`write ${hexadecimal(byte)} (test bit 0)`)
            this.writesFree = (byte & S35770Free.PointerBit) !== 0
            this.readsFree = !this.writesFree
            this.incoming = 0
        } else {
            if (!this.writesFree || this.written > S35770Layout.CountBytes)
                throw this.unknown(`write of byte ${this.written + 1}`)
            this.incoming = (this.incoming << 8) | byte
            if (this.written === S35770Layout.CountBytes) this.storeFree(this.incoming)
        }
        this.written++
        return true
    }

    private storeFree(value: number): void {
        this.free = value
        if ((value & S35770Free.ResetMask) === S35770Free.ResetCount) this.count = 0
    }

    protected override send(): number {
        const shift = 16 - 8 * this.sent++
        return shift < 0 ? S35770Layout.BeyondEnd : (this.outgoing >> shift) & 0xff
    }

    protected override end(): void {
        this.addressed = false
        this.readsFree = false
    }

    protected override powerOn(): void {
        this.count = 0
        this.free = 0
        this.end()
    }

    protected override powerOff(): void {
        this.addressed = false
    }
}
