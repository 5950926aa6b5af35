/** Real time, sped up or slowed down, into virtual time. Asked with the wall clock's reading; reads none itself. */
export class Pacer {
    private speed = 1
    private stands = true
    private fromWallMs: number
    private fromVirtualMs: number

    constructor(wallMs: number, virtualMs: number) {
        this.fromWallMs = wallMs
        this.fromVirtualMs = virtualMs
    }

    get speedPercent(): number {
        return Math.round(this.speed * 100)
    }

    get paused(): boolean {
        return this.stands
    }

    /** From now on, with the pen at `virtualMs`. */
    set(wallMs: number, virtualMs: number, pace: { paused: boolean; speedPercent: number }): void {
        this.speed = pace.speedPercent / 100
        this.stands = pace.paused
        this.fromWallMs = wallMs
        this.fromVirtualMs = virtualMs
    }

    /** The pen could not keep up, or nobody looked: what was missed is not made up for. */
    forgive(wallMs: number, virtualMs: number): void {
        this.fromWallMs = wallMs
        this.fromVirtualMs = virtualMs
    }

    /** Where the pen ought to be now, in whole ms. */
    dueMs(wallMs: number): number {
        if (this.stands) return this.fromVirtualMs
        return Math.floor(this.fromVirtualMs + (wallMs - this.fromWallMs) * this.speed)
    }

    /** When an instant of the pen is due on the wall clock, ms. */
    wallMsOf(virtualMs: number): number {
        return this.fromWallMs + (virtualMs - this.fromVirtualMs) / this.speed
    }
}
