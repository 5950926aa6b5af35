/** Timing of the DS2484's 1-Wire side: Table 7 of [DS-DS2484], as codes and in nanoseconds. */
import { Ds2484Port } from "../../src/drivers/ds2484.regs"

const sampleStandardUs = [58, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 76, 76, 76, 76, 76]
const sampleOverdriveNs = [5.5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 11, 11, 11].map(
    us => us * 1000
)
/** Codes 0–5 of tREC0 are the same; each step from there on adds this. */
const recoveryStepNs = 2500
const recoveryShortestNs = 2750
const recoveryLongestNs = 25250
const writeZeroLongestNs = { standard: 70000, overdrive: 10000 }

/** Order in which the port configuration is read: bit 4 of the place is the speed. */
const places: readonly number[] = [
    Ds2484Port.ResetLow,
    Ds2484Port.ResetLow | Ds2484Port.ForOverdrive,
    Ds2484Port.PresenceSample,
    Ds2484Port.PresenceSample | Ds2484Port.ForOverdrive,
    Ds2484Port.WriteZeroLow,
    Ds2484Port.WriteZeroLow | Ds2484Port.ForOverdrive,
    Ds2484Port.Recovery,
    Ds2484Port.PullUp,
]

export class Ds2484Timing {
    private readonly codes = new Array<number>(places.length).fill(Ds2484Port.CodeDefault)

    reset(): void {
        this.codes.fill(Ds2484Port.CodeDefault)
    }

    /** Applies one control byte. Parameters that do not exist are ignored, as the chip acknowledges them all. */
    adjust(control: number): void {
        const exact = places.indexOf(control & 0xf0)
        const place = exact < 0 ? places.indexOf(control & 0xe0) : exact
        if (place >= 0) this.codes[place] = control & 0x0f
    }

    /** Number of bytes before a read of the port configuration wraps. */
    get length(): number {
        return places.length
    }

    code(place: number): number {
        return this.codes[place]!
    }

    resetLowNs(overdrive: boolean): number {
        return overdrive ? 44000 + 2000 * this.codes[1]! : 440000 + 20000 * this.codes[0]!
    }

    presenceSampleNs(overdrive: boolean): number {
        return overdrive
            ? sampleOverdriveNs[this.codes[3]!]!
            : sampleStandardUs[this.codes[2]!]! * 1000
    }

    private writeZeroLowNs(overdrive: boolean): number {
        return overdrive
            ? Math.min(writeZeroLongestNs.overdrive, 5000 + 500 * this.codes[5]!)
            : Math.min(writeZeroLongestNs.standard, 52000 + 2000 * this.codes[4]!)
    }

    private get recoveryNs(): number {
        const steps = Math.max(0, this.codes[6]! - 5)
        return Math.min(recoveryLongestNs, recoveryShortestNs + recoveryStepNs * steps)
    }

    /** tSLOT = tW0L + tREC0. */
    slotNs(overdrive: boolean): number {
        return this.writeZeroLowNs(overdrive) + this.recoveryNs
    }
}
