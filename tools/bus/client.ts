/** One pen on its bus: finds it, asks its services, and sends it a program with every chunk acknowledged. */
import {
    CMD_GET_REG,
    CMD_SET_REG,
    ControlReg,
    DeviceScriptManagerCmd,
    DeviceScriptManagerReg,
    type JDBus,
    JD_SERVICE_INDEX_CTRL,
    JD_SERVICE_INDEX_PIPE,
    jdpack,
    jdunpack,
    PACKET_REPORT,
    Packet,
    type PackedValues,
    PIPE_CLOSE_MASK,
    PIPE_COUNTER_MASK,
    PIPE_PORT_SHIFT,
    SRV_DEVICE_SCRIPT_MANAGER,
    SystemCmd,
} from "jacdac-ts"
import { memberNamed, serviceNamed } from "../../sim/services"
import { ACK_MS, ANNOUNCE_MS, DEPLOY_MS, QUESTION_MS } from "./patience"
import { penBus } from "./penbus"
import { type PenPort, PortLost } from "./port"
import type { PortTransport } from "./transport"

/** Packets of a pipe on their way, so that the pen waits for none: half of what its queue of 2,048 bytes holds. */
const WINDOW = 4
const POLL_MS = 5
const LOOKS_MIN = 8
const UNHEARD = `a frame was not acknowledged after ${ACK_MS.length} attempts`
/** Greatest payload of a packet that is still a multiple of 32, as deployments need it. */
const CHUNK_BYTES = 224

/** A service as it was announced. */
interface Place {
    readonly device: string
    readonly index: number
}

interface Exchange {
    readonly packet: Packet
    /** How long each of its attempts waits. */
    readonly forMs: readonly number[]
    /** Whether this is what was waited for. */
    readonly answers: (report: Packet) => boolean
}

/** The program that runs has no such command; an older one may lack what a newer one has. */
export class NotImplemented extends Error {
    constructor(what: string) {
        super(what)
        this.name = "NotImplemented"
    }
}

export class Client {
    private readonly bus: JDBus
    private readonly transport: PortTransport
    /** Stays known while the pen erases its flash and says nothing. */
    private manager: Place | undefined

    constructor(private readonly port: PenPort) {
        const { bus, transport } = penBus(port)
        this.bus = bus
        this.transport = transport
    }

    /** The pen's identifier on the bus, hexadecimal. */
    get device(): string {
        return this.manager?.device ?? ""
    }

    /** Takes the client off the bus; the port stays open. */
    async close(): Promise<void> {
        await this.bus.stop()
    }

    /** Waits for a pen to say that it is there. Returns false when none does within `forMs`. */
    async discover(forMs: number): Promise<boolean> {
        await this.until(forMs, () => this.place(SRV_DEVICE_SCRIPT_MANAGER) !== undefined)
        this.manager = this.place(SRV_DEVICE_SCRIPT_MANAGER)
        return this.manager !== undefined
    }

    /** A register of the manager service. Throws `PortLost` when there is no answer. */
    async get(register: DeviceScriptManagerReg): Promise<Uint8Array> {
        return this.ask(this.known(), Packet.onlyHeader(CMD_GET_REG | register))
    }

    async getNumber(register: DeviceScriptManagerReg): Promise<number> {
        return littleEndian(await this.get(register))
    }

    /** Waits for a service of the program itself. Returns false when nobody announces it. */
    async awaitService(name: string): Promise<boolean> {
        const { classIdentifier } = serviceNamed(name)
        await this.until(ANNOUNCE_MS, () => this.place(classIdentifier) !== undefined)
        return this.place(classIdentifier) !== undefined
    }

    /** A program that starts anew announces itself anew. */
    forgetServices(): void {
        for (const { deviceId } of this.bus.devices({ ignoreInfrastructure: true }))
            if (deviceId !== this.device) this.bus.removeDevice(deviceId)
    }

    /** A register of a service of the program, as bytes. Throws `PortLost` when there is no answer. */
    async read(service: string, register: string): Promise<Uint8Array> {
        const { identifier } = memberNamed(serviceNamed(service), "register", register)
        return this.ask(await this.serving(service), Packet.onlyHeader(CMD_GET_REG | identifier))
    }

    /**
     * Sends a command to a service of the program, and waits for its report; where reports to earlier ones may still
     * be on their way, for one that `fits`. Throws `PortLost` without one, and `NotImplemented` when the program has no
     * such command.
     */
    async call(
        service: string,
        command: string,
        values: PackedValues = [],
        fits?: (report: Uint8Array) => boolean
    ): Promise<Uint8Array> {
        const { identifier, packFormat } = memberNamed(serviceNamed(service), "command", command)
        const data = packFormat === undefined ? new Uint8Array(0) : jdpack(packFormat, values)
        const packet = Packet.from(identifier, data)
        return this.ask(await this.serving(service), packet, QUESTION_MS, fits)
    }

    async productId(): Promise<number> {
        const place = { ...this.known(), index: JD_SERVICE_INDEX_CTRL }
        const packet = Packet.onlyHeader(CMD_GET_REG | ControlReg.ProductIdentifier)
        return littleEndian(await this.ask(place, packet))
    }

    async set(register: DeviceScriptManagerReg, value: number): Promise<void> {
        const { index } = this.known()
        await this.acknowledged(index, Packet.from(CMD_SET_REG | register, Uint8Array.of(value)))
    }

    /** Sends a program. Throws `PortLost` when an answer or an acknowledgement stays out. */
    async deploy(bytecode: Uint8Array, onProgress: (bytes: number) => void): Promise<void> {
        const packet = Packet.jdpacked(DeviceScriptManagerCmd.DeployBytecode, "u32", [
            bytecode.length,
        ])
        const answer = await this.ask(this.known(), packet, DEPLOY_MS)
        const pipe = jdunpack<[number]>(answer, "u16")[0] << PIPE_PORT_SHIFT
        const packets: Packet[] = []
        const next = (): number => pipe | (packets.length & PIPE_COUNTER_MASK)
        for (let at = 0; at < bytecode.length; at += CHUNK_BYTES)
            packets.push(Packet.from(next(), bytecode.slice(at, at + CHUNK_BYTES)))
        packets.push(Packet.onlyHeader(next() | PIPE_CLOSE_MASK))
        for (const packet of packets) this.addressed(packet, JD_SERVICE_INDEX_PIPE)
        await this.stream(packets, count =>
            onProgress(Math.min(count * CHUNK_BYTES, bytecode.length))
        )
    }

    /**
     * Sends packets of a pipe, each acknowledged, with so many on their way. Where one is missing, it and those behind
     * it are sent again: a pipe takes the number that comes next, and no other (jacdac-c, `jd_ipipe.c`).
     */
    private async stream(
        packets: readonly Packet[],
        onTaken: (count: number) => void
    ): Promise<void> {
        const heard = new Set<number>()
        const stop = this.bus.subscribe(PACKET_REPORT, (report: Packet) => {
            if (report.deviceIdentifier === this.device && report.isCRCAck)
                heard.add(report.serviceCommand)
        })
        try {
            let attempts = 0
            for (let taken = 0, sent = 0; taken < packets.length;) {
                for (; sent < Math.min(taken + WINDOW, packets.length); sent++)
                    await this.post(packets[sent]!)
                await this.until(ACK_MS[attempts]!, () => heard.has(packets[taken]!.crc))
                if (heard.delete(packets[taken]!.crc)) {
                    onTaken(++taken)
                    attempts = 0
                } else {
                    if (++attempts === ACK_MS.length) throw this.lost(UNHEARD)
                    heard.clear()
                    sent = taken
                }
            }
        } finally {
            stop()
        }
    }

    private known(): Place {
        if (!this.manager) throw this.lost("no pen was found")
        return this.manager
    }

    /** A pen that has not said anything for 3 s is off the bus until it announces itself again. */
    private async serving(service: string): Promise<Place> {
        await this.awaitService(service)
        const place = this.place(serviceNamed(service).classIdentifier)
        if (!place) throw this.lost(`nobody announces the service ${service}`)
        return place
    }

    private place(serviceClass: number): Place | undefined {
        const [found] = this.bus.services({ serviceClass, announced: true })
        return found && { device: found.device.deviceId, index: found.serviceIndex }
    }

    /** A question is repeated, because asking twice changes nothing; a deployment is asked for once. */
    private async ask(
        { device, index }: Place,
        packet: Packet,
        forMs = QUESTION_MS,
        fits: (report: Uint8Array) => boolean = () => true
    ): Promise<Uint8Array> {
        packet.deviceIdentifier = device
        packet.serviceIndex = index
        const answers = (report: Packet): boolean =>
            report.deviceIdentifier === device &&
            report.serviceIndex === index &&
            (isUnknown(report, packet) ||
                (report.serviceCommand === packet.serviceCommand && fits(report.data)))
        const report = await this.exchange({ packet, forMs, answers })
        const what = `0x${packet.serviceCommand.toString(16)}`
        if (!report) throw this.lost(`no answer to ${what} after ${forMs.length} attempts`)
        if (!isUnknown(report, packet)) return report.data
        throw new NotImplemented(`${this.port.name}: the program does not know ${what}`)
    }

    /** The pen's acknowledgement is the checksum of the frame that it took. */
    private async acknowledged(index: number, packet: Packet): Promise<void> {
        this.addressed(packet, index)
        const answers = (report: Packet): boolean =>
            report.deviceIdentifier === this.device &&
            report.isCRCAck &&
            report.serviceCommand === packet.crc
        const heard = await this.exchange({ packet, forMs: ACK_MS, answers })
        if (!heard) throw this.lost(UNHEARD)
    }

    /** To the pen, which is to acknowledge it. */
    private addressed(packet: Packet, index: number): void {
        packet.deviceIdentifier = this.device
        packet.serviceIndex = index
        packet.requiresAck = true
    }

    private async post(packet: Packet): Promise<void> {
        await packet.sendCmdAsync(this.bus.device(packet.deviceIdentifier)!)
        if (this.transport.lost) throw this.transport.lost
    }

    private async exchange({ packet, forMs, answers }: Exchange) {
        let found: Packet | undefined
        const stop = this.bus.subscribe(PACKET_REPORT, (report: Packet) => {
            if (answers(report)) found ??= report
        })
        try {
            for (const ms of forMs) {
                await this.post(packet)
                await this.until(ms, () => found !== undefined)
                if (found) break
            }
        } finally {
            stop()
        }
        return found
    }

    private lost(what: string): PortLost {
        return new PortLost(`${this.port.name}: ${what}`)
    }

    private async until(forMs: number, done: () => boolean): Promise<void> {
        const endMs = this.port.nowMs() + forMs
        // A computer that was busy elsewhere has not listened, whatever the clock says.
        for (let looks = 0; looks < LOOKS_MIN || this.port.nowMs() < endMs; looks++) {
            if (done()) return
            await this.port.wait(POLL_MS)
        }
    }
}

/** The pen's word for a command that it does not have: which one stands at its beginning. */
function isUnknown(report: Packet, { serviceCommand }: Packet): boolean {
    if (report.serviceCommand !== SystemCmd.CommandNotImplemented) return false
    return littleEndian(report.data.subarray(0, 2)) === serviceCommand
}

/** The whole number that bytes hold, low byte first. */
export function littleEndian(bytes: Uint8Array): number {
    return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
