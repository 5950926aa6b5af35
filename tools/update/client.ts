/** One pen on its bus: finds it, asks its manager service, and sends it a program with every chunk acknowledged. */
import {
    CHUNK_BYTES,
    decodeFrame,
    encodeFrame,
    FLAG_ACK_REQUESTED,
    FLAG_COMMAND,
    type Frame,
    frameCrc,
    type Packet,
} from "./frame"
import { type PenPort, PortLost } from "./port"

const SERVICE_CONTROL = 0x00
const SERVICE_PIPE = 0x3e
const SERVICE_ACK = 0x3f
/** Service class of the runtime's manager (services/devicescriptmanager.md of Jacdac). */
const MANAGER = 0x1134ea2b
const COMMAND_DEPLOY = 0x80
const GET = 0x1000
const SET = 0x2000

export enum ManagerRegister {
    Running = 0x80,
    Autostart = 0x81,
    ProgramSize = 0x180,
    ProgramSha256 = 0x182,
    RuntimeVersion = 0x183,
}

/** Control service: product of the board. */
const PRODUCT_IDENTIFIER = 0x181
const PIPE_PORT_SHIFT = 7
const PIPE_COUNTER_MASK = 0x1f
const PIPE_CLOSE = 0x20

/** An answer takes some passes of the runtime's 10 ms loop; its queue lets one frame out every 20 ms. */
const ANSWER_MS = 500
/** Stopping a program and erasing its sectors: 16 sectors of at most 400 ms each ([DS-W25Q32JV], tSE). */
const DEPLOY_MS = 8_000
const ACK_MS = 120
const ATTEMPTS = 5
const POLL_MS = 5

export class Client {
    /** The pen's identifier on the bus, hexadecimal. */
    device = ""
    private manager = -1
    /** Where each class of the program's own services was announced. */
    private readonly served = new Map<number, { device: string; service: number }>()
    private readonly waiting = new Set<(frame: Frame, packet: Packet) => boolean>()

    constructor(private readonly port: PenPort) {
        port.onFrame = bytes => this.hear(bytes)
    }

    /** Waits for a pen to say that it is there. Returns false when none does within `forMs`. */
    async discover(forMs: number): Promise<boolean> {
        this.manager = -1
        await this.until(forMs, () => this.manager >= 0)
        return this.manager >= 0
    }

    /** A register of the manager service. Throws `PortLost` when there is no answer. */
    async get(register: ManagerRegister): Promise<Uint8Array> {
        return this.ask(this.manager, GET | register)
    }

    async getNumber(register: ManagerRegister): Promise<number> {
        return littleEndian(await this.get(register))
    }

    /** Whether a service of this class was announced. */
    serves(serviceClass: number): boolean {
        return this.served.has(serviceClass)
    }

    /** Waits for a service of the program itself. Returns false when none announces it within `forMs`. */
    async awaitService(serviceClass: number, forMs: number): Promise<boolean> {
        await this.until(forMs, () => this.serves(serviceClass))
        return this.serves(serviceClass)
    }

    /** A program that starts anew announces itself anew. */
    forgetServices(): void {
        this.served.clear()
    }

    /** Sends a command to a service of the program, once, and waits for its report. Throws `PortLost` without one. */
    async call(serviceClass: number, command: number, data?: Uint8Array): Promise<Uint8Array> {
        const at = this.served.get(serviceClass)
        if (!at) throw this.lost(`no service 0x${serviceClass.toString(16)}`)
        return this.ask(at.service, command, data, ANSWER_MS, ATTEMPTS, at.device)
    }

    async productId(): Promise<number> {
        return (
            this.port.productId ??
            littleEndian(await this.ask(SERVICE_CONTROL, GET | PRODUCT_IDENTIFIER))
        )
    }

    async set(register: ManagerRegister, value: number): Promise<void> {
        await this.sendAcknowledged(this.manager, SET | register, Uint8Array.of(value))
    }

    /** Sends a program. Throws `PortLost` when an answer or an acknowledgement stays out. */
    async deploy(bytecode: Uint8Array, onProgress: (bytes: number) => void): Promise<void> {
        const size = new Uint8Array(4)
        new DataView(size.buffer).setUint32(0, bytecode.length, true)
        const answer = await this.ask(this.manager, COMMAND_DEPLOY, size, DEPLOY_MS, 1)
        const pipe = littleEndian(answer) << PIPE_PORT_SHIFT
        let count = 0
        for (let at = 0; at < bytecode.length; at += CHUNK_BYTES) {
            const command = pipe | (count++ & PIPE_COUNTER_MASK)
            const chunk = bytecode.subarray(at, at + CHUNK_BYTES)
            await this.sendAcknowledged(SERVICE_PIPE, command, chunk)
            onProgress(at + chunk.length)
        }
        const close = pipe | PIPE_CLOSE | (count & PIPE_COUNTER_MASK)
        await this.sendAcknowledged(SERVICE_PIPE, close, new Uint8Array(0))
    }

    /** A question is repeated, because asking twice changes nothing; a deployment is asked for once. */
    private async ask(
        service: number,
        command: number,
        data: Uint8Array = new Uint8Array(0),
        forMs = ANSWER_MS,
        attempts = ATTEMPTS,
        device = this.device
    ): Promise<Uint8Array> {
        let found: Uint8Array | undefined
        const look = (frame: Frame, packet: Packet): boolean => {
            if (frame.device !== device) return false
            if (packet.service !== service || packet.command !== command) return false
            found = packet.data
            return true
        }
        this.waiting.add(look)
        try {
            const question = { service, command, data }
            for (let attempt = 0; attempt < attempts && found === undefined; attempt++) {
                await this.port.send(encodeFrame(device, question, FLAG_COMMAND))
                await this.until(forMs, () => found !== undefined)
            }
        } finally {
            this.waiting.delete(look)
        }
        if (found === undefined) throw this.lost(`no answer to 0x${command.toString(16)}`)
        return found
    }

    private async sendAcknowledged(
        service: number,
        command: number,
        data: Uint8Array
    ): Promise<void> {
        const flags = FLAG_COMMAND | FLAG_ACK_REQUESTED
        const bytes = encodeFrame(this.device, { service, command, data }, flags)
        const crc = frameCrc(bytes)
        let heard = false
        const look = ({ device }: Frame, packet: Packet): boolean => {
            heard ||=
                device === this.device && packet.service === SERVICE_ACK && packet.command === crc
            return heard
        }
        this.waiting.add(look)
        try {
            for (let attempt = 0; attempt < ATTEMPTS && !heard; attempt++) {
                await this.port.send(bytes)
                await this.until(ACK_MS, () => heard)
            }
        } finally {
            this.waiting.delete(look)
        }
        if (!heard) throw this.lost("a frame was not acknowledged")
    }

    private lost(what: string): PortLost {
        return new PortLost(`${this.port.name}: ${what} after ${ATTEMPTS} attempts`)
    }

    private async until(forMs: number, done: () => boolean): Promise<void> {
        const endMs = this.port.nowMs() + forMs
        while (!done() && this.port.nowMs() < endMs) await this.port.wait(POLL_MS)
    }

    private hear(bytes: Uint8Array): void {
        const frame = decodeFrame(bytes)
        if (!frame || (frame.flags & FLAG_COMMAND) !== 0) return
        for (const packet of frame.packets) {
            if (packet.service === SERVICE_CONTROL && packet.command === 0)
                this.announced(frame.device, packet.data)
            for (const look of [...this.waiting]) if (look(frame, packet)) this.waiting.delete(look)
        }
    }

    /** An announcement: four bytes of flags, then the class of each service from 1 on. */
    private announced(device: string, data: Uint8Array): void {
        const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
        for (let at = 4; at + 4 <= data.length; at += 4) {
            const serviceClass = view.getUint32(at, true)
            this.served.set(serviceClass, { device, service: at / 4 })
            if (serviceClass === MANAGER) {
                this.device = device
                this.manager = at / 4
            }
        }
    }
}

function littleEndian(bytes: Uint8Array): number {
    return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
