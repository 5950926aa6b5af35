/**
 * The run's fingerprint: every pin edge and every bus byte with its time, hashed. Same bytecode,
 * seed and scenario give the same hash. A listener, if there is one, gets the same facts as lines.
 */
import { createHash } from "node:crypto"

/** What an entry is about. */
export enum TraceKind {
    Pin = 1,
    I2c = 2,
    Spi = 3,
    Chain = 4,
    Stroke = 5,
}

const WORDS = 8192

export class Trace {
    private readonly hash = createHash("sha256")
    private readonly words = new Int32Array(WORDS)
    private used = 0

    constructor(private readonly listener?: (line: string) => void) {}

    /** True when somebody wants the lines; spares formatting them otherwise. */
    get heard(): boolean {
        return this.listener !== undefined
    }

    /** One entry: when, what, which one, and a number. */
    add(atUs: number, kind: TraceKind, which: number, value: number): void {
        if (this.used + 4 > WORDS) this.flush()
        const words = this.words
        words[this.used++] = atUs % 0x7fffffff
        words[this.used++] = kind
        words[this.used++] = which
        words[this.used++] = value
    }

    /** The same entry for people, as one line of JSON Lines. */
    say(entry: object): void {
        this.listener?.(JSON.stringify(entry))
    }

    /** SHA-256 of everything so far, hexadecimal. The trace can go on afterwards. */
    digest(): string {
        this.flush()
        return this.hash.copy().digest("hex")
    }

    private flush(): void {
        this.hash.update(new Uint8Array(this.words.buffer, 0, this.used * 4))
        this.used = 0
    }
}
