/** The USB port of a simulated pen, on the pen's own time. */
import type { Pen } from "../../sim/pen"
import type { Variant } from "../../sim/faults"
import { type PenPort, PortLost } from "./port"

/** `productId` of the board files: the runtime of the simulated pen has no board configuration. */
const PRODUCTS: Record<Variant, number> = { stepper: 0x3d5a1c01, solenoid: 0x3d5a1c02 }

export class SimPort implements PenPort {
    readonly name = "simulated pen"
    readonly productId: number
    onFrame: (frame: Uint8Array) => void = () => undefined
    onLog: (line: string) => void = () => undefined
    /** The cable is in. */
    plugged = true
    /** The bench strap closes the data lines whatever the latch does. */
    strapped = false
    /** Called before time passes; throwing there ends the tool as a kill would. */
    onWait: () => void = () => undefined
    private closed = false

    constructor(
        private readonly pen: Pen,
        variant: Variant
    ) {
        this.productId = PRODUCTS[variant]
        pen.mcu.onFrame = frame => {
            if (this.connected) this.onFrame(frame)
        }
        pen.mcu.onLog = line => {
            if (this.connected) this.onLog(line)
        }
    }

    send(frame: Uint8Array): Promise<void> {
        if (!this.plugged) return Promise.reject(new PortLost(`${this.name}: the cable is out`))
        if (this.connected) this.pen.mcu.receive(frame)
        return Promise.resolve()
    }

    wait(ms: number): Promise<void> {
        this.onWait()
        this.pen.runUntil(this.pen.nowMs + ms)
        return Promise.resolve()
    }

    nowMs(): number {
        return this.pen.nowMs
    }

    readMemory(): Promise<Uint8Array> {
        return Promise.resolve(this.pen.memory.slice())
    }

    close(): Promise<void> {
        this.closed = true
        return Promise.resolve()
    }

    /** The data switch of the reference hardware: closed only while the cartridge latch is open. */
    private get connected(): boolean {
        const dataClosed = this.strapped || !this.pen.world.chain.latchPin.high
        return this.plugged && !this.closed && dataClosed
    }
}
