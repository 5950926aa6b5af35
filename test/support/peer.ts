/** A peer on the USB port of a simulated pen that waits for answers, as friendly or hostile as a test wants it. */
import { CMD_GET_REG, CMD_SET_REG, type Packet } from "jacdac-ts"
import { controlOf, Peer, type Place } from "../../sim/peer"
import type { Pen } from "../../sim/pen"

const ANSWER_MS = 1_000
const LOOK_MS = 5

export class TestPeer {
    readonly heard: Packet[] = []
    /** The device that announces the pen's own services; known after half a second. */
    device = ""
    private readonly peer: Peer

    constructor(readonly pen: Pen) {
        this.peer = new Peer(pen)
        this.peer.onReport = report => this.heard.push(report)
    }

    /** Waits until the pen's own services are announced. */
    find(ownClass: number): this {
        const endMs = this.pen.nowMs + ANSWER_MS
        while (!this.peer.place(ownClass)) {
            if (this.pen.nowMs > endMs) throw new Error(`nothing announced in ${ANSWER_MS} ms`)
            this.pen.runUntil(this.pen.nowMs + LOOK_MS)
        }
        this.device = this.peer.place(ownClass)!.device
        return this
    }

    /** Where a service of any device is. Throws Error when none has announced it. */
    place(serviceClass: number): Place {
        const found = this.peer.place(serviceClass)
        if (!found) throw new Error(`no service 0x${serviceClass.toString(16)}`)
        return found
    }

    send(service: number, command: number, data?: Uint8Array): void {
        this.sendTo({ ...controlOf(this.device), index: service }, command, data)
    }

    sendTo(place: Place, command: number, data?: Uint8Array): void {
        this.peer.send(place, command, data)
    }

    /** Value of a register; undefined when there is no answer. */
    get(service: number, register: number): Uint8Array | undefined {
        return this.ask(service, CMD_GET_REG | register)
    }

    set(service: number, register: number, data: Uint8Array): void {
        this.send(service, CMD_SET_REG | register, data)
    }

    ask(service: number, command: number, data?: Uint8Array): Uint8Array | undefined {
        const from = this.heard.length
        const answer = (): Packet | undefined =>
            this.heard
                .slice(from)
                .find(
                    one =>
                        one.deviceIdentifier === this.device &&
                        one.serviceIndex === service &&
                        one.serviceCommand === command
                )
        this.send(service, command, data)
        const endMs = this.pen.nowMs + ANSWER_MS
        while (!answer() && this.pen.nowMs < endMs) this.pen.runUntil(this.pen.nowMs + LOOK_MS)
        return answer()?.data
    }
}
