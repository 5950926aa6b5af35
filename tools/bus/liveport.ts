/** The USB port of a simulated pen that lives at a pace of its own, in somebody else's hands. */
import type { Pen } from "../../sim/pen"
import { type PenPort, PortLost } from "./port"
import { VirtualTimers } from "./virtualtimers"

/** Between two looks at the pen's time, ms of the computer's. */
const LOOK_MS = 4

export class LivePort implements PenPort {
    readonly name = "simulated pen"
    readonly timers: VirtualTimers
    onFrame: (frame: Uint8Array) => void = () => undefined
    onLog: (line: string) => void = () => undefined

    /** `isThere`: false once the pen was given away. */
    constructor(
        private readonly pen: Pen,
        private readonly isThere: () => boolean
    ) {
        this.timers = new VirtualTimers(() => pen.nowMs)
        pen.usb.onFrame = frame => this.onFrame(frame)
        pen.usb.onLog = line => this.onLog(line)
    }

    send(frame: Uint8Array): Promise<void> {
        if (!this.isThere()) return Promise.reject(this.lost())
        this.pen.usb.send(frame)
        return Promise.resolve()
    }

    async wait(ms: number): Promise<void> {
        const untilMs = this.pen.nowMs + ms
        do {
            await new Promise(resolve => setTimeout(resolve, LOOK_MS))
            if (!this.isThere()) throw this.lost()
        } while (this.pen.nowMs < untilMs)
        this.timers.fire()
    }

    nowMs(): number {
        return this.pen.nowMs
    }

    close(): Promise<void> {
        this.pen.usb.onFrame = this.pen.usb.onLog = () => undefined
        return Promise.resolve()
    }

    private lost(): PortLost {
        return new PortLost("another pen was begun: this one is gone")
    }
}
