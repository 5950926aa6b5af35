/**
 * A simulated board behind a network serial port (RFC 2217), which carries the control lines: the way a real
 * flashing tool reaches it, with its own reset sequence.
 */
import { createServer } from "node:net"
import type { AddressInfo, Socket } from "node:net"
import { type Board, RomLoader } from "../../sim/loader/romloader"

enum Telnet {
    SubnegotiationEnd = 240,
    Subnegotiation = 250,
    Will = 251,
    Wont = 252,
    Do = 253,
    Dont = 254,
    Escape = 255,
}
const COM_PORT_OPTION = 44
const SET_CONTROL = 5
const REPLY = 100
/** SET_CONTROL: what the host wants of DTR and RTS (RFC 2217, "SET-CONTROL"). */
const CONTROLS: Record<number, { dtr?: boolean; rts?: boolean }> = {
    8: { dtr: true },
    9: { dtr: false },
    11: { rts: true },
    12: { rts: false },
}

export interface NetworkBoard {
    readonly url: string
    readonly board: RomLoader
    readonly close: () => Promise<void>
}

/** Serves one board on loopback, for one host at a time. */
export async function networkBoard(options: Board = {}): Promise<NetworkBoard> {
    let socket: Socket | undefined
    const board = new RomLoader(
        options,
        bytes => {
            socket?.write(
                Buffer.from([...bytes].flatMap(byte => (byte === 255 ? [255, 255] : byte)))
            )
        },
        () => socket?.destroy()
    )
    const server = createServer(one => {
        socket = one
        const telnet = new TelnetReader(one, board)
        one.on("data", bytes => telnet.push(bytes))
        one.on("error", () => undefined)
    })
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    return {
        url: `rfc2217://127.0.0.1:${port}`,
        board,
        close: () =>
            new Promise<void>(resolve => {
                socket?.destroy()
                server.close(() => resolve())
            }),
    }
}

class TelnetReader {
    private command: number[] = []

    constructor(
        private readonly socket: Socket,
        private readonly board: RomLoader
    ) {}

    push(bytes: Uint8Array): void {
        const plain: number[] = []
        for (const byte of bytes) {
            if (this.command.length === 0 && byte !== Telnet.Escape) plain.push(byte)
            else if (this.command.length === 1 && byte === Telnet.Escape) {
                plain.push(byte)
                this.command = []
            } else {
                this.command.push(byte)
                this.finish()
            }
        }
        if (plain.length > 0) this.board.receive(Uint8Array.from(plain))
    }

    private finish(): void {
        const [, verb, option = 0, kind = 0] = this.command
        if (verb === undefined) return
        if (verb === Telnet.Subnegotiation) {
            const [last, end] = this.command.slice(-2)
            if (last !== Telnet.Escape || end !== Telnet.SubnegotiationEnd) return
            if (option === COM_PORT_OPTION) this.comPort(kind, this.command.slice(4, -2))
        } else if (this.command.length < 3) return
        else if (verb === Telnet.Will) this.say([Telnet.Escape, Telnet.Do, option])
        else if (verb === Telnet.Do) this.say([Telnet.Escape, Telnet.Will, option])
        this.command = []
    }

    /** Every request is answered with its own value: granted. */
    private comPort(kind: number, value: readonly number[]): void {
        if (kind === SET_CONTROL) this.board.lines(CONTROLS[value[0] ?? 0] ?? {})
        const { Escape, Subnegotiation, SubnegotiationEnd } = Telnet
        const head = [Escape, Subnegotiation, COM_PORT_OPTION, kind + REPLY]
        this.say([...head, ...value, Escape, SubnegotiationEnd])
    }

    private say(bytes: readonly number[]): void {
        this.socket.write(Uint8Array.from(bytes))
    }
}
