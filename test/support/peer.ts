/** A Jacdac peer on the USB port of a simulated pen, as friendly or hostile as a test wants it. */
import type { Pen } from "../../sim/pen"
import { decodeFrame, encodeFrame, FLAG_COMMAND, type Packet } from "../../tools/update/frame"

/** The control service of the pen's program says this of itself in its announcement: its classes follow. */
const CLASSES_AT = 4
const GET = 0x1000
const SET = 0x2000
const ANSWER_MS = 1_000
const LOOK_MS = 5

export interface Heard extends Packet {
    readonly atMs: number
    readonly device: string
}

export class Peer {
    readonly heard: Heard[] = []
    /** The device that announces the pen's own services; known after half a second. */
    device = ""
    /** Class of each service, from 1 on. */
    classes: number[] = []
    /** The same of the runtime's own device. */
    runtimeClasses: number[] = []

    constructor(readonly pen: Pen) {
        pen.usb.onFrame = bytes => this.hear(bytes)
    }

    /** Waits until the pen's own services are announced. */
    find(ownClass: number): this {
        this.until(() => this.classes.includes(ownClass), "the services are announced")
        return this
    }

    send(service: number, command: number, data: Uint8Array = new Uint8Array(0)): void {
        this.pen.usb.send(encodeFrame(this.device, { service, command, data }, FLAG_COMMAND))
    }

    /** Value of a register; undefined when there is no answer. */
    get(service: number, register: number): Uint8Array | undefined {
        return this.ask(service, GET | register)
    }

    set(service: number, register: number, data: Uint8Array): void {
        this.send(service, SET | register, data)
    }

    ask(service: number, command: number, data?: Uint8Array): Uint8Array | undefined {
        const from = this.heard.length
        const answer = (): Heard | undefined =>
            this.heard
                .slice(from)
                .find(
                    one =>
                        one.device === this.device &&
                        one.service === service &&
                        one.command === command
                )
        this.send(service, command, data)
        const endMs = this.pen.nowMs + ANSWER_MS
        while (!answer() && this.pen.nowMs < endMs) this.pen.runUntil(this.pen.nowMs + LOOK_MS)
        return answer()?.data
    }

    private until(done: () => boolean, what: string): void {
        const endMs = this.pen.nowMs + ANSWER_MS
        while (!done()) {
            if (this.pen.nowMs > endMs) throw new Error(`not within ${ANSWER_MS} ms: ${what}`)
            this.pen.runUntil(this.pen.nowMs + LOOK_MS)
        }
    }

    private hear(bytes: Uint8Array): void {
        const frame = decodeFrame(bytes)
        if (!frame || (frame.flags & FLAG_COMMAND) !== 0) return
        for (const packet of frame.packets) {
            this.heard.push({ ...packet, atMs: this.pen.nowMs, device: frame.device })
            if (packet.service === 0 && packet.command === 0) this.announced(frame.device, packet)
        }
    }

    private announced(device: string, { data }: Packet): void {
        const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
        const classes: number[] = []
        for (let at = CLASSES_AT; at + 4 <= data.length; at += 4)
            classes.push(view.getUint32(at, true))
        if (classes[0] === 0x1d3a5c10) {
            this.device = device
            this.classes = classes
        } else this.runtimeClasses = classes
    }
}
