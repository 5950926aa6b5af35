/**
 * Watches a pen by what its services say, and by nothing else: a real pen has no plant that anybody could look into.
 * One register after the other is asked for, those that people look at most every other time.
 */
import {
    CMD_GET_REG,
    type JDBus,
    type JDService,
    PACKET_EVENT,
    PACKET_REPORT,
    Packet,
    SystemCmd,
} from "jacdac-ts"
import { timeText } from "../../sim/journal/entries"

/** Between two questions at least: at rest the pen answers one every 20 ms, during a run 6 a second. */
const ASK_MS = 60
/** Without an answer the next question is asked. */
const PATIENCE_MS = 500
const EVENTS_MAX = 200
/** Seconds since 2000-01-01 UTC, which nobody reads. */
const MOMENTS: readonly string[] = ["journal.time", "treatmentSession.started"]
const JOURNAL_ANSWER_MS = 1_000
const ATTEMPTS = 3

/** Of these a person wants to know at once. */
const OFTEN: readonly string[] = [
    ...["safetyInterlock.state", "safetyInterlock.fault", "safetyInterlock.inhibits"],
    ...["safetyInterlock.lines", "depthActuator.protrusion", "needleDrive.rate"],
]

/** What a register said last. */
export interface Reading {
    /** Service and register, as `services/` names them. */
    readonly service: string
    readonly register: string
    readonly value: number | string
    /** With its unit, and names for what are numbers on the wire. */
    readonly text: string
    /** Something has happened since, and it was not asked for again yet. */
    readonly old: boolean
}

export interface PenEvent {
    /** Since the watch began. */
    readonly atMs: number
    readonly text: string
}

interface Question {
    readonly service: JDService
    readonly info: jdspec.PacketInfo
    readonly key: string
}

export class PenWatch {
    /** Something is to be shown anew. */
    onChange: () => void = () => undefined
    /** Newest last. */
    readonly events: PenEvent[] = []
    /** Events before these, which are not kept any more. */
    dropped = 0
    private readonly said = new Map<string, Omit<Reading, "old">>()
    /** What was said before the last event. */
    private readonly old = new Set<string>()
    private readonly endings: (() => void)[] = []
    private waiting: { readonly key: string; readonly sinceMs: number } | undefined
    private turns = 0

    constructor(
        private readonly bus: JDBus,
        private readonly specs: readonly jdspec.ServiceSpec[]
    ) {}

    start(): void {
        const { bus } = this
        const timer: unknown = bus.scheduler.setInterval(() => this.ask(), ASK_MS)
        this.endings.push(
            bus.subscribe(PACKET_REPORT, (packet: Packet) => this.hear(packet)),
            bus.subscribe(PACKET_EVENT, (packet: Packet) => this.happened(packet)),
            () => bus.scheduler.clearInterval(timer)
        )
    }

    stop(): void {
        for (const end of this.endings.splice(0)) end()
    }

    /** The pen's program has announced its services, and was heard within the last seconds. */
    get present(): boolean {
        return this.services().length === this.specs.length
    }

    /** Every register of the pen has said something since it was found. */
    get complete(): boolean {
        return this.present && this.questions().every(({ key }) => this.said.has(key))
    }

    /** All that was said, in the order of the specifications. */
    readings(): Reading[] {
        return this.questions().flatMap(({ key }) => {
            const found = this.said.get(key)
            return found ? { ...found, old: this.old.has(key) } : []
        })
    }

    /** What a register said last; undefined when it has not. */
    reading(service: string, register: string): Omit<Reading, "old"> | undefined {
        return this.said.get(`${service}.${register}`)
    }

    /** As a number; 0 before it has said anything. */
    number(service: string, register: string): number {
        return Number(this.reading(service, register)?.value ?? 0)
    }

    /** An entry of the journal as it lies in memory; undefined when the pen does not give it now. */
    async journalEntry(counter: number): Promise<Uint8Array | undefined> {
        const spec = this.specs.find(one => one.camelName === "journal")
        const read = spec?.packets.find(({ kind, name }) => kind === "command" && name === "read")
        const service = this.services().find(one => one.specification === spec)
        if (!read || !service) return undefined
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
            const packet = Packet.jdpacked(read.identifier, "u32", [counter])
            const answer = await service
                .sendCmdAwaitResponseAsync(packet, JOURNAL_ANSWER_MS)
                .catch(() => undefined)
            if (answer) return answer.data.length === 0 ? undefined : answer.data
        }
        return undefined
    }

    private services(): JDService[] {
        return this.specs.flatMap(({ classIdentifier }) => {
            const [found] = this.bus.services({ serviceClass: classIdentifier, lost: false })
            return found ?? []
        })
    }

    private questions(): Question[] {
        return this.services().flatMap(service =>
            ownRegisters(service.specification).map(info => {
                const key = `${service.specification.camelName}.${info.name}`
                return { service, info, key }
            })
        )
    }

    private ask(): void {
        const { timestamp } = this.bus
        if (this.waiting && timestamp - this.waiting.sinceMs < PATIENCE_MS) return
        const all = this.questions()
        const often = all.filter(({ key }) => OFTEN.includes(key))
        const isUnsaid = ({ key }: Question): boolean => !this.said.has(key) || this.old.has(key)
        const unsaid = often.some(isUnsaid) ? often.filter(isUnsaid) : all.filter(isUnsaid)
        const lists = unsaid.length > 0 ? [unsaid] : [often, all]
        const turn = this.turns++
        const list = lists[turn % lists.length]!
        const question = list[Math.floor(turn / lists.length) % list.length]
        if (!question) return
        this.waiting = { key: question.key, sinceMs: timestamp }
        void question.service.sendCmdAsync(CMD_GET_REG | question.info.identifier)
    }

    private hear(packet: Packet): void {
        const spec = this.specOf(packet)
        if (!spec) return
        const refused = packet.serviceCommand === (SystemCmd.CommandNotImplemented as number)
        const code = refused ? packet.jdunpack<[number, number]>("u16 u16")[0] & 0xfff : undefined
        const identifier = code ?? packet.registerIdentifier
        const info = ownRegisters(spec).find(one => one.identifier === identifier)
        if (!info) return
        const key = `${spec.camelName}.${info.name}`
        const [field] = packet.decoded?.decoded ?? []
        const reading = {
            service: spec.camelName,
            register: info.name,
            value: refused ? "" : plain(field?.value),
            text: refused ? "not told now" : worded(key, field?.humanValue ?? "", field?.value),
        }
        if (this.waiting?.key === key) this.waiting = undefined
        const before = this.said.get(key)
        this.said.set(key, reading)
        if (this.old.delete(key) || before?.text !== reading.text) this.onChange()
    }

    private happened(packet: Packet): void {
        const spec = this.specOf(packet)
        if (!spec) return
        const fields = packet.decoded?.decoded ?? []
        const values = fields.map(({ info, humanValue }) => `${info.name} ${humanValue}`).join(", ")
        const text = `${spec.name}: ${packet.friendlyCommandName} ${values}`
        this.events.push({ atMs: this.bus.timestamp, text })
        const more = Math.max(0, this.events.length - EVENTS_MAX)
        this.events.splice(0, more)
        this.dropped += more
        for (const key of this.said.keys()) this.old.add(key)
        // It tells the same as the registers, earlier.
        for (const { info, value, humanValue } of fields) {
            const key = `${spec.camelName}.${info.name}`
            const [service, register] = [spec.camelName, info.name]
            this.said.set(key, { service, register, value: plain(value), text: humanValue })
            this.old.delete(key)
        }
        this.onChange()
    }

    private specOf(packet: Packet): jdspec.ServiceSpec | undefined {
        const { serviceClass } = packet
        return this.specs.find(({ classIdentifier }) => classIdentifier === serviceClass)
    }
}

/** What the pen tells of itself, not what every service and every sensor has. */
function ownRegisters(spec: jdspec.ServiceSpec): jdspec.PacketInfo[] {
    return spec.packets.filter(({ kind, derived }) => kind === "ro" && derived === undefined)
}

/** In words: moments as such, and numbers apart from their unit. */
function worded(key: string, text: string, value: unknown): string {
    if (MOMENTS.includes(key)) return timeText(Number(value)) ?? "not known"
    return text.replace(/^(-?[\d.]+)([a-z]+)$/i, "$1 $2")
}

function plain(value: unknown): number | string {
    return typeof value === "number"
        ? value
        : typeof value === "boolean"
          ? Number(value)
          : String(value)
}
