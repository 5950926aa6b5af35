/** The bytecode that is flashed, built once per test process; `.pen/` keeps it for the others. */
import { buildVariant } from "../../tools/build"
import type { VariantName } from "../../tools/manifest"

export const bytecodeOf: Readonly<Record<VariantName, Uint8Array>> = {
    stepper: (await buildVariant("stepper")).bytecode,
    solenoid: (await buildVariant("solenoid")).bytecode,
}
export const bytecode = bytecodeOf.stepper
