/** Registers of the control service that every device on the bus has. */
import * as ds from "@devicescript/core"
import { type PenView } from "./view"

enum Register {
    Description = 0x180,
    Uptime = 0x186,
}

/** Value of a register; undefined for a code that is none. */
export function readControl(_pen: PenView, code: number): number | string {
    switch (code) {
        case Register.Description:
            return "Dermalock pen: not for use on people"
        case Register.Uptime:
            return ds.millis() * 1000
        default:
            return undefined
    }
}
