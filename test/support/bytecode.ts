/** The bytecode that is flashed, built once per test process; `.pen/` keeps it for the others. */
import { buildVariant } from "../../tools/build"

export const bytecode = (await buildVariant("stepper")).bytecode
