/**
 * The match rule once more, evaluated by the harness from the plant and the true cartridge. It does
 * not share a line with the firmware's: two people who read the same rule.
 *
 * Terms: a cartridge seated in its latch; a record that is readable, of a known version and of a kind
 * that may be driven; its tag genuine, unused or used in this very session, not worn, in date by a clock that was
 * set; the knob's depth permitted by it; above 1.50 mm a confirmation at that depth; the checklist acknowledged since
 * the cartridge came; the STOP loop closed; somebody asking for strokes. The battery's reserve is a figure of its own
 * (H-14).
 */
import { decodeRecord, newRecord } from "../src/core/cartridge"
import { tagOf } from "./benchkey"
import { dayNumber } from "./cartridgeimage"
import type { ImageCartridge, Scenario } from "./scenario"
import { SingleUse } from "./singleuse"

const DEVICE_MAX_UM = 2500
const UNCONFIRMED_MAX_UM = 1500
const NANO_MAX_UM = 250

/** Depths that a cartridge truly takes, or null where nothing may be driven. */
export interface TrueCartridge {
    readonly minUm: number
    readonly maxUm: number
    /** Not given: without limit. */
    readonly ratedStrokes?: number
}

/** What a scenario's cartridge truly is, defects included. Null: it must never be driven. */
export function trueCartridge(scenario: Scenario, name: string): TrueCartridge | null {
    const cartridge = scenario.cartridges[name]
    if (!cartridge) return null
    const today = scenario.pen.clock === "set" ? dayNumber(scenario.date.slice(0, 10)) : null
    if ("memory" in cartridge) return recordedCartridge(cartridge, today)
    if (cartridge.cloneOf !== undefined || cartridge.tag !== "good" || cartridge.used) return null
    if (cartridge.expires !== undefined && outOfDate(dayNumber(cartridge.expires), today))
        return null
    const { ratedStrokes } = cartridge
    if (cartridge.crc === "bad" || (cartridge.version !== undefined && cartridge.version !== 1))
        return null
    switch (cartridge.kind) {
        case "adjustable":
            return { minUm: cartridge.minUm, maxUm: cartridge.maxUm, ratedStrokes }
        case "nano":
            return { minUm: 0, maxUm: NANO_MAX_UM, ratedStrokes }
        case "fixed":
            return { minUm: cartridge.lengthUm, maxUm: cartridge.lengthUm, ratedStrokes }
        default:
            return null
    }
}

/** A date that nobody knows is out of date. */
function outOfDate(expiresDay: number, today: number | null): boolean {
    return today === null || today > expiresDay
}

/** A raw image is what its record says, if it was made as genuine ones are and never opened. */
function recordedCartridge(image: ImageCartridge, today: number | null): TrueCartridge | null {
    const { memory, rom } = image
    const record = newRecord()
    if (decodeRecord(memory, record) !== 0) return null
    const tag = tagOf(Uint8Array.from(Buffer.from(rom, "hex")), memory)
    if (!tag.every((byte, index) => memory[32 + index] === byte)) return null
    if (memory[0x82] !== 0xaa || memory[0x83] !== 0xaa) return null
    const marks = [...memory.subarray(0x40, 0x48), ...memory.subarray(0x70, 0x80)]
    if (marks.some(byte => byte !== 0xff)) return null
    if (record.expiresDay !== 0 && outOfDate(record.expiresDay, today)) return null
    const { minUm, maxUm, ratedStrokes } = record
    return { minUm, maxUm, ratedStrokes }
}

/** What a person and the mechanics have truly done so far. */
export class Truth {
    readonly singleUse: SingleUse
    cartridge: TrueCartridge | null = null
    seated = false
    acknowledged = false
    confirmedUm = -1
    depthUm = 0
    asking = false
    stopClosed = true

    /** `nowUs` tells the time; `windowMinutes` is the product line's. */
    constructor(
        private readonly nowUs: () => number = () => 0,
        windowMinutes = 0
    ) {
        this.singleUse = new SingleUse(windowMinutes)
    }

    /** Whether strokes are permitted now. */
    get permits(): boolean {
        const { cartridge, depthUm } = this
        if (!this.seated || !cartridge || !this.acknowledged || !this.asking || !this.stopClosed)
            return false
        if (!this.singleUse.permits(this.nowUs())) return false
        if (depthUm > DEVICE_MAX_UM) return false
        if (depthUm > UNCONFIRMED_MAX_UM && this.confirmedUm !== depthUm) return false
        return depthUm >= cartridge.minUm && depthUm <= cartridge.maxUm
    }
}
