/** A Jacdac peer at the USB socket of a simulated pen: it hears what the pen reports, and sends what it is told to. */
import {
    JD_FRAME_FLAG_COMMAND,
    JD_FRAME_FLAG_IDENTIFIER_IS_SERVICE_CLASS,
    JD_SERVICE_INDEX_BROADCAST,
    JD_SERVICE_INDEX_CTRL,
    jdunpack,
    Packet,
    toHex,
} from "jacdac-ts"
import type { Pen } from "./pen"

/** A service as a device announced it. */
export interface Place {
    readonly device: string
    readonly index: number
}

export class Peer {
    /** Called for every packet that the pen sends by itself or as an answer; its timestamp is the pen's time. */
    onReport: (report: Packet) => void = () => undefined
    /** Classes that each device announced, of its services from 1 on. */
    private readonly announced = new Map<string, readonly number[]>()

    constructor(readonly pen: Pen) {
        pen.usb.onFrame = frame => this.hear(frame)
    }

    /** Where a service is; undefined until it was announced. */
    place(serviceClass: number): Place | undefined {
        for (const [device, classes] of this.announced) {
            const at = classes.indexOf(serviceClass)
            if (at >= 0) return { device, index: at + 1 }
        }
        return undefined
    }

    /** Sends a command, or a get or set of a register; it is lost where the data lines are open. */
    send({ device, index }: Place, command: number, data: Uint8Array = new Uint8Array(0)): void {
        const packet = Packet.from(command, data)
        packet.serviceIndex = index
        packet.deviceIdentifier = device
        packet.isCommand = true
        this.pen.usb.send(packet.toBuffer())
    }

    /** Sends to every service of a class, whoever has it. */
    sendToAll(serviceClass: number, command: number, data: Uint8Array): void {
        const packet = Packet.from(command, data)
        packet.deviceIdentifier = everybody(serviceClass)
        packet.serviceIndex = JD_SERVICE_INDEX_BROADCAST
        packet.frameFlags = JD_FRAME_FLAG_COMMAND | JD_FRAME_FLAG_IDENTIFIER_IS_SERVICE_CLASS
        this.pen.usb.send(packet.toBuffer())
    }

    private hear(frame: Uint8Array): void {
        for (const packet of Packet.fromFrame(frame, this.pen.nowMs)) {
            if (packet.isCommand) continue
            if (packet.isAnnounce) {
                const [, ...classes] = jdunpack<[number, ...number[][]]>(packet.data, "u32 r: u32")
                this.announced.set(packet.deviceIdentifier, classes.flat(2))
            }
            this.onReport(packet)
        }
    }
}

/** In place of a device: everybody who has a service of this class. */
export function everybody(serviceClass: number): string {
    const bytes = new Uint8Array(Uint32Array.of(serviceClass).buffer)
    return toHex(bytes) + "aaaaaaaa"
}

/** The service that every device has. */
export function controlOf(device: string): Place {
    return { device, index: JD_SERVICE_INDEX_CTRL }
}
