/** Single use: no run begins with a cartridge that is not marked as used. */
import { OPENED_AT } from "../../src/core/marks"
import type { Pen } from "../pen"
import type { Report } from "./invariants"

export class MarkRules {
    /** No stroke was made since the chain permitted strokes. */
    private first = false
    private unmarked = 0

    constructor(pen: Pen, report: Report) {
        pen.world.chain.strokeSafe.onEdge(level => {
            if (level === 1) this.first = true
        })
        pen.observer.onStroke(({ fitted }) => {
            if (!fitted || !this.first) return
            this.first = false
            // A burnt mark is 0 in its first byte (`docs/cartridge.md`).
            if (pen.cartridge?.memory[OPENED_AT] !== 0) report("unmarkedStrokes", ++this.unmarked)
        })
    }
}
