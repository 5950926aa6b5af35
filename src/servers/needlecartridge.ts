/** Registers of the needle cartridge (`services/needlecartridge.md`). */
import { toMm } from "./units"
import { type PenView } from "./view"

enum Register {
    Fitted = 0x180,
    Accepted,
    Inhibits,
    Kind,
    Minimum,
    Maximum,
    Length,
    Needles,
    Lot,
    ExpiresDay,
    RatedStrokes,
}

/** Value of a register; undefined for a code that is none. Of a record that is not good nothing is told. */
export function readNeedleCartridge(pen: PenView, code: number): number | boolean | string {
    const inputs = pen.inputs
    const record = pen.record
    const good = inputs.cartridge === 0
    switch (code) {
        case Register.Fitted:
            return inputs.latchClosed
        case Register.Accepted:
            return good
        case Register.Inhibits:
            return inputs.cartridge
    }
    if (code > Register.RatedStrokes) return undefined
    if (!good) return code === Register.Lot ? "" : 0
    switch (code) {
        case Register.Kind:
            return record.kind
        case Register.Minimum:
            return toMm(record.minUm)
        case Register.Maximum:
            return toMm(record.maxUm)
        case Register.Length:
            return toMm(record.lengthUm)
        case Register.Needles:
            return record.needles
        case Register.Lot:
            return record.lot
        case Register.ExpiresDay:
            return record.expiresDay
        case Register.RatedStrokes:
            return record.ratedStrokes
        default:
            return undefined
    }
}
