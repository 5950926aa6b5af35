/**
 * The TMC5240's two reference inputs: polarity, swap, stop enable and the position latch.
 * Source: datasheet 19-101625C, reference switches; SW_MODE 0x34, RAMP_STAT 0x35, XLATCH 0x36.
 */
import { Tmc5240RampStat, Tmc5240SwMode as SwMode } from "../../src/drivers/tmc5240.regs"

export class ReferenceSwitches {
    /** RAMP_STAT bits 2 and 3. */
    latchEvents = 0
    /** XLATCH. */
    latchedCount = 0

    private left = false
    private right = false

    constructor(
        private readonly leftPin: () => boolean,
        private readonly rightPin: () => boolean
    ) {}

    reset(): void {
        this.latchEvents = 0
        this.latchedCount = 0
    }

    /** Reads the pins; true when one changed. The ramp is asked for its count when an edge latches the position. */
    poll(mode: number, ramp: { countAt(atUs: number): number }, atUs: number): boolean {
        const swapped = (mode & SwMode.SWAP_LR) !== 0
        const left = swapped ? this.rightPin() : this.leftPin()
        const right = swapped ? this.leftPin() : this.rightPin()
        if (left === this.left && right === this.right) return false
        const leftEdge = left !== this.left
        const rightEdge = right !== this.right
        this.left = left
        this.right = right
        const wantLeft = this.leftActive(mode) ? SwMode.LATCH_L_ACTIVE : SwMode.LATCH_L_INACTIVE
        const wantRight = this.rightActive(mode) ? SwMode.LATCH_R_ACTIVE : SwMode.LATCH_R_INACTIVE
        let events = 0
        if (leftEdge && mode & wantLeft) events |= Tmc5240RampStat.STATUS_LATCH_L
        if (rightEdge && mode & wantRight) events |= Tmc5240RampStat.STATUS_LATCH_R
        if (events !== 0) this.latchedCount = ramp.countAt(atUs)
        this.latchEvents |= events
        return true
    }

    leftActive(mode: number): boolean {
        return this.left !== ((mode & SwMode.POL_STOP_L) !== 0)
    }

    rightActive(mode: number): boolean {
        return this.right !== ((mode & SwMode.POL_STOP_R) !== 0)
    }

    stopLeft(mode: number): boolean {
        return (mode & SwMode.STOP_L_ENABLE) !== 0 && this.leftActive(mode)
    }

    stopRight(mode: number): boolean {
        return (mode & SwMode.STOP_R_ENABLE) !== 0 && this.rightActive(mode)
    }
}
