/**
 * The DRV8214's ripple counter. Ripples exist only while the bridge drives: those made while
 * coasting or braking are missed. A driven motor that stops goes on "counting" at its last speed
 * unless the error corrector's own pulses are switched off (EC_PULSE_DIS).
 * Source: datasheet SLVSH04, ripple counting; application report SLVAFO8A.
 */

const highestCount = 0xffff
/** Below this ripple speed the current shows no ripples any more: half a revolution a second. */
const lowestRadPerS = 20

export class RippleCounter {
    /** RC_CNT with a fraction. */
    count = 0
    /** The same since the world began, whatever clears RC_CNT. */
    total = 0
    /** CNT_DONE. */
    done = false
    /** What SPEED is made of, rad/s. */
    radPerS = 0
    /** Share of the true ripples that the detector sees. */
    share = 1
    private lastRipples: number | undefined

    /** CLR_CNT. */
    clear(): void {
        this.count = 0
        this.done = false
    }

    reset(): void {
        this.clear()
        this.radPerS = 0
        this.lastRipples = undefined
    }

    /** Whole ripples, as RC_CNT holds them. */
    whole(): number {
        return Math.floor(this.count + 1e-9)
    }

    exceeds(threshold: number): boolean {
        return this.whole() > threshold
    }

    /** Nothing to see: not driving, or EN_RC = 0. */
    ignore(ripples: number): void {
        this.lastRipples = ripples
        this.radPerS = 0
    }

    /**
     * One step of driving. `wraps`: RC_REP lets the count pass 0xFFFF; `phantoms`: the error corrector
     * may emit pulses of its own.
     */
    follow(
        dtUs: number,
        ripples: number,
        radPerS: number,
        wraps: boolean,
        phantoms: boolean
    ): void {
        const passed = ripples - (this.lastRipples ?? ripples)
        this.lastRipples = ripples
        const stopped = Math.abs(radPerS) < lowestRadPerS
        if (stopped && phantoms) this.add((this.radPerS * dtUs) / 1e6 / (2 * Math.PI), wraps)
        else {
            this.radPerS = stopped ? 0 : Math.abs(radPerS) * this.share
            this.add(Math.abs(passed) * this.share, wraps)
        }
    }

    /** One step of driving with a sense input that floats: ripples of `radPerS`, whatever the motor does. */
    imagine(dtUs: number, ripples: number, radPerS: number, wraps: boolean): void {
        this.lastRipples = ripples
        this.radPerS = radPerS
        this.add((radPerS * dtUs) / 1e6 / (2 * Math.PI), wraps)
    }

    private add(ripples: number, wraps: boolean): void {
        this.total += ripples
        const sum = this.count + ripples
        this.count = wraps ? sum % (highestCount + 1) : Math.min(sum, highestCount)
    }
}
