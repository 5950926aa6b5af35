/**
 * The match rule once more, evaluated by the harness from the plant and the true cartridge. It does
 * not share a line with the firmware's: two people who read the same rule.
 *
 * Terms: a cartridge seated in its latch; a record that is readable, of a known version and of a kind
 * that may be driven; the knob's depth permitted by it; above 1.50 mm a confirmation at that depth;
 * the checklist acknowledged since the cartridge came; the STOP loop closed; somebody asking for
 * strokes. Terms whose hardware is not fitted yet (tag, use mark, clock, battery gauge) are not judged.
 */
import { decodeRecord, newRecord } from "../src/core/cartridge"
import type { Scenario } from "./scenario"

const DEVICE_MAX_UM = 2500
const UNCONFIRMED_MAX_UM = 1500
const NANO_MAX_UM = 250

/** Depths that a cartridge truly takes, or null where nothing may be driven. */
export interface TrueCartridge {
    readonly minUm: number
    readonly maxUm: number
}

/** What a scenario's cartridge truly is, defects included. Null: it must never be driven. */
export function trueCartridge(scenario: Scenario, name: string): TrueCartridge | null {
    const cartridge = scenario.cartridges[name]
    if (!cartridge) return null
    if ("memory" in cartridge) return recordedCartridge(cartridge.memory)
    if (cartridge.crc === "bad" || (cartridge.version !== undefined && cartridge.version !== 1))
        return null
    switch (cartridge.kind) {
        case "adjustable":
            return { minUm: cartridge.minUm, maxUm: cartridge.maxUm }
        case "nano":
            return { minUm: 0, maxUm: NANO_MAX_UM }
        case "fixed":
            return { minUm: cartridge.lengthUm, maxUm: cartridge.lengthUm }
        default:
            return null
    }
}

/** A raw image is what its record says. */
function recordedCartridge(memory: Uint8Array): TrueCartridge | null {
    const record = newRecord()
    if (decodeRecord(memory, record) !== 0) return null
    return { minUm: record.minUm, maxUm: record.maxUm }
}

/** What a person and the mechanics have truly done so far. */
export class Truth {
    cartridge: TrueCartridge | null = null
    seated = false
    acknowledged = false
    confirmedUm = -1
    depthUm = 0
    asking = false
    stopClosed = true

    /** Whether strokes are permitted now. */
    get permits(): boolean {
        const { cartridge, depthUm } = this
        if (!this.seated || !cartridge || !this.acknowledged || !this.asking || !this.stopClosed)
            return false
        if (depthUm > DEVICE_MAX_UM) return false
        if (depthUm > UNCONFIRMED_MAX_UM && this.confirmedUm !== depthUm) return false
        return depthUm >= cartridge.minUm && depthUm <= cartridge.maxUm
    }
}
