/** A pen's USB port as a transport of the Jacdac bus. The port is open for as long as somebody holds it. */
import { Transport } from "jacdac-ts"
import { type PenPort, PortLost } from "./port"

export class PortTransport extends Transport {
    /** Why nothing goes out any more; undefined while it does. */
    lost: Error | undefined

    constructor(private readonly port: PenPort) {
        super("pen")
        port.onFrame = frame => this.handleFrame(frame)
    }

    /** The bus announces itself when it likes: a line that is gone is for whoever asks next, not for it. */
    override async sendPacketWhenConnectedAsync(frame: Uint8Array): Promise<void> {
        await this.transportSendPacketAsync(frame)
    }

    protected override async transportSendPacketAsync(frame: Uint8Array): Promise<void> {
        try {
            await this.port.send(frame)
            this.lost = undefined
        } catch (error) {
            this.lost = error instanceof Error ? error : new PortLost(String(error))
        }
    }

    protected override transportConnectAsync(): Promise<void> {
        return Promise.resolve()
    }

    protected override transportDisconnectAsync(): Promise<void> {
        return Promise.resolve()
    }
}
