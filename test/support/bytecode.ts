/** The bytecode that is flashed, built once per test process; `.pen/` keeps it for the others. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { buildVariant } from "../../tools/build"
import type { VariantName } from "../../tools/manifest"

/** Where another program lies that the tests are to judge, as `<variant>.devs`: `pen mutate --suite` sets it. */
const given = process.env["PEN_BYTECODE"]

async function bytecodeFor(variant: VariantName): Promise<Uint8Array> {
    const path = given === undefined ? "" : join(given, `${variant}.devs`)
    if (existsSync(path)) return new Uint8Array(readFileSync(path))
    return (await buildVariant(variant)).bytecode
}

export const bytecodeOf: Readonly<Record<VariantName, Uint8Array>> = {
    stepper: await bytecodeFor("stepper"),
    solenoid: await bytecodeFor("solenoid"),
}
export const bytecode = bytecodeOf.stepper
