/** Registers of the depth actuator (`services/depthactuator.md`). */
import { toMm } from "./units"
import { type PenView } from "./view"

enum Register {
    Protrusion = 0x101,
    SetDepth = 0x180,
    Commanded,
    Maximum,
    Homed,
    ProfileMaximum,
}

/** Value of a register; undefined for a code that is none. */
export function readDepthActuator(pen: PenView, code: number): number | boolean {
    const inputs = pen.inputs
    switch (code) {
        case Register.Protrusion:
            return toMm(pen.depthUm())
        case Register.SetDepth:
            return toMm(inputs.depthUm)
        case Register.Commanded:
            return toMm(inputs.commandedUm)
        case Register.Maximum:
            if (inputs.cartridge !== 0) return 0
            return toMm(inputs.maxUm < inputs.profileMaxUm ? inputs.maxUm : inputs.profileMaxUm)
        case Register.Homed:
            return inputs.homed
        case Register.ProfileMaximum:
            return toMm(inputs.profileMaxUm)
        default:
            return undefined
    }
}
