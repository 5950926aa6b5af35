/** One wire: a level with a name, and whoever listens to its edges. */

export type Level = 0 | 1

export class Signal {
    private level: Level
    private readonly listeners: ((level: Level) => void)[] = []

    /** `initial` is the level that the wire's pull gives it before anybody drives it. */
    constructor(
        readonly name: string,
        initial: Level
    ) {
        this.level = initial
    }

    get value(): Level {
        return this.level
    }

    get high(): boolean {
        return this.level === 1
    }

    /** Drives the wire; listeners are called on a change only, in the order they subscribed. */
    set(level: Level | boolean): void {
        const next: Level = level ? 1 : 0
        if (next === this.level) return
        this.level = next
        for (const listener of this.listeners) listener(next)
    }

    onEdge(listener: (level: Level) => void): void {
        this.listeners.push(listener)
    }
}
