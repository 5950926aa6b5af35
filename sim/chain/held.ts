/** A wire that its owner drives and that a fault can hold at a level against the owner. */
import { Signal, type Level } from "../signal"

export class Held {
    /** What everybody else sees. */
    readonly signal: Signal
    private natural: Level
    private forced: Level | undefined

    constructor(name: string, initial: Level) {
        this.signal = new Signal(name, initial)
        this.natural = initial
    }

    /** The owner's level; takes effect when no fault holds the wire. */
    drive(level: Level | boolean): void {
        this.natural = level ? 1 : 0
        if (this.forced === undefined) this.signal.set(this.natural)
    }

    /** A fault takes the wire. The owner's level goes on changing underneath. */
    hold(level: Level): void {
        this.forced = level
        this.signal.set(level)
    }

    /** The fault is gone: the owner's level shows again. */
    release(): void {
        this.forced = undefined
        this.signal.set(this.natural)
    }
}

/** A wire from `source` to a reader; a fault on it changes what the reader sees, not the source. */
export function follow(source: Signal, name: string): Held {
    const held = new Held(name, source.value)
    source.onEdge(level => held.drive(level))
    return held
}
