/** The USB port of a simulated pen, on the pen's own time. */
import { setImmediate } from "node:timers/promises"
import type { Pen } from "../../sim/pen"
import { type PenPort, PortLost } from "./port"
import { VirtualTimers } from "./virtualtimers"

export class SimPort implements PenPort {
    readonly name = "simulated pen"
    readonly timers: VirtualTimers
    onFrame: (frame: Uint8Array) => void = () => undefined
    onLog: (line: string) => void = () => undefined
    /** Called before time passes; throwing there ends the tool as a kill would. */
    onWait: () => void = () => undefined
    private closed = false

    constructor(private readonly pen: Pen) {
        this.timers = new VirtualTimers(() => pen.nowMs)
        pen.usb.plugged = true
        pen.usb.onFrame = frame => {
            if (!this.closed) this.onFrame(frame)
        }
        pen.usb.onLog = line => {
            if (!this.closed) this.onLog(line)
        }
    }

    send(frame: Uint8Array): Promise<void> {
        if (!this.pen.usb.plugged)
            return Promise.reject(new PortLost(`${this.name}: the cable is out`))
        if (!this.closed) this.pen.usb.send(frame)
        return Promise.resolve()
    }

    async wait(ms: number): Promise<void> {
        this.onWait()
        this.pen.runUntil(this.pen.nowMs + ms)
        this.timers.fire()
        // Whatever was waiting for that has its turn before the pen's time goes on.
        await setImmediate()
    }

    nowMs(): number {
        return this.pen.nowMs
    }

    close(): Promise<void> {
        this.closed = true
        return Promise.resolve()
    }
}
