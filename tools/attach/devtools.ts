/**
 * A simulated pen on the bus of `devs devtools`, so that the DeviceScript dashboard, VS Code and every other Jacdac
 * client see it. Its server takes frames over TCP, each behind its length (cli `devtools.ts`).
 */
import { connect, type Socket } from "node:net"
import type { Usb } from "../../sim/usb"
import { Missing } from "../outcome"

export const DEVTOOLS_PORT = 8082
/** Longer frames have another prefix, which a pen never needs. */
const LENGTH_MAX = 0xfe

export class DevtoolsLink {
    private rest = new Uint8Array(0)

    private constructor(
        private readonly socket: Socket,
        private readonly usb: Usb
    ) {
        socket.on("data", bytes => this.hear(bytes))
        socket.on("error", () => undefined)
        usb.onFrame = frame => {
            if (frame.length <= LENGTH_MAX) socket.write(Uint8Array.from([frame.length, ...frame]))
        }
    }

    /** Joins the bus of the server on this computer. Throws `Missing` when there is none. */
    static async join(usb: Usb, port = DEVTOOLS_PORT): Promise<DevtoolsLink> {
        const socket = connect(port, "127.0.0.1")
        await new Promise<void>((resolve, reject) => {
            socket.once("connect", resolve)
            socket.once("error", () => {
                const how = "start it with `npx devs devtools` in the repository, then try again"
                reject(new Missing(`the DeviceScript development server on port ${port}`, how))
            })
        })
        return new DevtoolsLink(socket, usb)
    }

    /** Resolves when the server is gone. */
    get gone(): Promise<void> {
        return new Promise(resolve => this.socket.once("close", () => resolve()))
    }

    close(): void {
        this.usb.onFrame = () => undefined
        this.socket.destroy()
    }

    private hear(bytes: Uint8Array): void {
        let rest = Uint8Array.from([...this.rest, ...bytes])
        while (rest.length > 0 && rest.length > rest[0]!) {
            this.usb.send(rest.slice(1, 1 + rest[0]!))
            rest = rest.slice(1 + rest[0]!)
        }
        this.rest = rest
    }
}
