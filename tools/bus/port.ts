/** What a tool needs of a pen's USB port; a simulated pen has the same one, on its own time. */
import type { Scheduler } from "jacdac-ts"

/** The cable was pulled, or the pen lost its supply; whatever was under way may have happened or not. */
export class PortLost extends Error {
    constructor(what: string) {
        super(what)
        this.name = "PortLost"
    }
}

export interface PenPort {
    /** For messages. */
    readonly name: string
    send(frame: Uint8Array): Promise<void>
    onFrame: (frame: Uint8Array) => void
    /** A line that the program or the runtime logs. */
    onLog: (line: string) => void
    /** Lets time pass, virtual or real. */
    wait(ms: number): Promise<void>
    /** Timers of the port's time, where that is not the time of the computer. */
    readonly timers?: Scheduler
    /** Ms since any fixed moment. */
    nowMs(): number
    close(): Promise<void>
}
