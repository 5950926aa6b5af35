/**
 * The step `service`: a packet from a peer at the pen's USB socket, friendly or hostile, in the names of the
 * specifications. What the pen answers becomes an event. A service that nobody has announced yet is addressed by its
 * class, as a peer does that has never seen this pen; the runtime's own services hear that, the program's do not.
 */
import {
    CMD_GET_REG,
    CMD_SET_REG,
    jdpack,
    jdunpack,
    Packet,
    serviceSpecificationFromName,
} from "jacdac-ts"
import { Peer } from "./peer"
import type { Pen } from "./pen"
import { memberNamed, serviceNamed, serviceNames } from "./services"
import type { Step } from "./steps"

export type ServiceStep = Extract<Step, { do: "service" }>

/** Services that the stock runtime has beside the program's. */
const RUNTIME_SERVICES: readonly string[] = ["deviceScriptManager", "devsDbg"]

interface Said {
    readonly spec: jdspec.ServiceSpec
    readonly info: jdspec.PacketInfo
    readonly command: number
    readonly data: Uint8Array
}

/** What the step says in bytes. Throws RangeError with what was expected where it says nothing that there is. */
export function saidBy(step: ServiceStep): Said {
    const { service, register, command, args = [] } = step
    const spec = specOf(service)
    if (command !== undefined) {
        const info = memberNamed(spec, "command", command)
        return { spec, info, command: info.identifier, data: packed(info, args) }
    }
    const info = memberNamed(spec, "register", register!)
    if (args.length === 0)
        return { spec, info, command: CMD_GET_REG | info.identifier, data: new Uint8Array(0) }
    return { spec, info, command: CMD_SET_REG | info.identifier, data: packed(info, args) }
}

function specOf(name: string): jdspec.ServiceSpec {
    if (!RUNTIME_SERVICES.includes(name)) return serviceNamed(name)
    const found = serviceSpecificationFromName(name.toLowerCase()) as jdspec.ServiceSpec | undefined
    if (found) return found
    throw new RangeError(`one of ${[...serviceNames(), ...RUNTIME_SERVICES].join(", ")}`)
}

function packed(info: jdspec.PacketInfo, args: readonly (number | string | boolean)[]): Uint8Array {
    const { fields, packFormat, name } = info
    const names = fields.map(field => `${field.name} (${field.type})`).join(", ")
    const wanted = fields.length === 0 ? "no values" : `one value each for ${names}`
    if (args.length !== fields.length) throw new RangeError(`args of ${name}: ${wanted}`)
    if (packFormat === undefined || fields.length === 0) return new Uint8Array(0)
    const values = args.map(value => (typeof value === "boolean" ? Number(value) : value))
    try {
        return jdpack(packFormat, values)
    } catch {
        throw new RangeError(`args of ${name}: ${wanted}`)
    }
}

const peers = new WeakMap<Pen, ScriptedPeer>()

/** Plugs a peer in before anything happens, so that it has heard what was announced. */
export function plugPeer(pen: Pen): void {
    peers.set(pen, new ScriptedPeer(pen))
}

/** Has the peer say it now. */
export function say(pen: Pen, step: ServiceStep): void {
    if (!peers.has(pen)) plugPeer(pen)
    peers.get(pen)!.say(saidBy(step))
}

class ScriptedPeer {
    private readonly peer: Peer
    private readonly waiting: Said[] = []

    constructor(private readonly pen: Pen) {
        this.peer = new Peer(pen)
        this.peer.onReport = report => this.hear(report)
    }

    say(said: Said): void {
        const { spec, command, data } = said
        const place = this.peer.place(spec.classIdentifier)
        this.waiting.push(said)
        if (place) this.peer.send(place, command, data)
        else this.peer.sendToAll(spec.classIdentifier, command, data)
    }

    /** The first question that this answers is answered by it. */
    private hear(report: Packet): void {
        const index = this.waiting.findIndex(({ spec, command }) => {
            const place = this.peer.place(spec.classIdentifier)
            return report.serviceCommand === command && report.serviceIndex === place?.index
        })
        const [answered] = index < 0 ? [] : this.waiting.splice(index, 1)
        if (!answered) return
        const { spec, info } = answered
        this.pen.events.push({
            atMs: this.pen.nowMs,
            kind: "report",
            service: spec.camelName,
            name: info.name,
            says: wordsOf(spec, info, report.data),
        })
    }
}

/** What an answer says: numbers by the names that the specification has for them. */
function wordsOf(spec: jdspec.ServiceSpec, info: jdspec.PacketInfo, data: Uint8Array): string {
    const isReport = ({ kind, name }: jdspec.PacketInfo): boolean =>
        kind === "report" && name === info.name
    const said = info.kind === "command" ? spec.packets.find(isReport) : info
    if (said?.packFormat === undefined) return ""
    const values = jdunpack<(number | string | Uint8Array)[]>(data, said.packFormat)
    return values
        .map((value, index) => {
            const members = spec.enums[said.fields[index]?.type ?? ""]?.members ?? {}
            const named = Object.entries(members).find(([, number]) => number === value)
            if (value instanceof Uint8Array) return Buffer.from(value).toString("hex")
            return named ? named[0] : String(value)
        })
        .join(", ")
}
