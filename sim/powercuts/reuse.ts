/**
 * Re-use, as the plant sees it (PEN-SAF-08): strokes with a cartridge that was opened before it was fitted or before
 * the pen was switched on. Judged by the bytes in the cartridge and by the strokes that were made; nobody asks the pen.
 */
import { OPENED_AT, opened, ROW_BYTES } from "../../src/core/marks"
import type { Ds2431 } from "../chips/ds2431"
import type { CutSession } from "./session"

export class ReuseWatch {
    /** Strokes with a cartridge of an earlier session, where the product line never takes one back. */
    reused = 0
    /** The cartridge that is fitted was opened in an earlier session. */
    openedBefore = false
    /** By the memory within: a chip that is fitted again is modelled anew. */
    private readonly used = new Map<Uint8Array, number>()

    /** Energy has come to the drive in this session: before, a stroke is the cam running out from the one before. */
    private driven = false

    constructor(private readonly session: CutSession) {
        session.pen.world.plant.onDrivePower(on => {
            if (on) this.driven = true
        })
        session.pen.observer.onStroke(({ fitted, drivePowered }) => {
            const { cartridge } = session.pen
            if (!fitted || !cartridge) return
            // A carriage on its way moves needles through the nose plane, too, and a damped one trembles.
            if (drivePowered) this.used.set(cartridge.memory, this.strokesOf(cartridge) + 1)
            if (this.openedBefore && this.driven && session.windowMinutes === 0) this.reused++
        })
    }

    /** A cartridge was fitted, or the pen was switched on: another session begins, if any. */
    sessionBegins(): void {
        const { cartridge, world } = this.session.pen
        this.driven = world.plant.drivePowered
        if (!cartridge) return
        const row = cartridge.memory.subarray(OPENED_AT, OPENED_AT + ROW_BYTES)
        this.openedBefore = opened(row) || this.strokesOf(cartridge) > 0
    }

    /** Strokes that the drive has made with a cartridge. */
    strokesOf(cartridge: Ds2431): number {
        return this.used.get(cartridge.memory) ?? 0
    }
}
