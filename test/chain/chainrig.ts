/** A chain on its own clock with a program that toggles LIFE, for the tests of this folder. */
import { Chain, type ChainOptions } from "../../sim/chain/chain"
import { Clock } from "../../sim/clock"
import { Random } from "../../sim/random"
import type { Signal } from "../../sim/signal"

export const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1)

export class ChainRig {
    readonly clock = new Clock()
    readonly chain: Chain
    private living = false

    constructor(seed: number, options: ChainOptions = {}) {
        this.chain = new Chain(this.clock, new Random(seed, "chain"), options)
    }

    /** LIFE changes every 10 ms from now on. */
    live(): void {
        this.living = true
        const kick = (): void => {
            if (!this.living) return
            this.chain.life.set(!this.chain.life.high)
            this.clock.after(10_000, kick)
        }
        kick()
    }

    /** LIFE stays as it is from now on. */
    die(): void {
        this.living = false
    }

    /** Cartridge in, program alive, 300 ms later. */
    ready(): this {
        this.chain.latchClosed.set(1)
        this.live()
        this.wait(300)
        return this
    }

    /** Ready, and ARM up for 3 ms. */
    armed(): this {
        this.ready()
        this.chain.arm.set(1)
        this.wait(3)
        return this
    }

    wait(ms: number): void {
        this.clock.advanceBy(Math.round(ms * 1_000))
    }

    /** Time from now until the wire reaches the level, ms; Infinity when it does not within `limitMs`. */
    timeTo(signal: Signal, level: 0 | 1, limitMs: number): number {
        const startUs = this.clock.nowUs
        if (signal.value === level) return 0
        let reachedUs = Infinity
        signal.onEdge(now => {
            if (now === level) reachedUs = Math.min(reachedUs, this.clock.nowUs)
        })
        this.wait(limitMs)
        return (reachedUs - startUs) / 1_000
    }
}
