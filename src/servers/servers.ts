/**
 * The pen's services on the bus: what comes in waits in a short queue, and at most one packet goes out for each turn.
 *
 * A turn is taken at the end of a tick, every 20 ms at rest and every 80 ms while strokes are made, where the next tick
 * has the time for it. So nothing that a peer does makes two commands run into one another, or sends more than 13
 * packets a second during a run. A full queue is guarded by the runtime itself: without a function to call, it drops
 * what comes in. Register reads at 60 a second would exhaust the memory otherwise.
 */
import * as ds from "@devicescript/core"
import { numberAt } from "../core/number"
import { Refusal, Request } from "../core/service"
import { State } from "../core/state"
import { clamp } from "../core/units"
import { INTERLOCK, openServices, SENSORS, type Service } from "./table"
import { type PenView } from "./view"

type Runtime = typeof ds & {
    _onServerPacket: (packet: ds.Packet) => void
    _serverSend(service: number, packet: ds.Packet): Promise<void>
}

/** Packets that wait for their turn. */
const WAITING_MAX = 8
const REST_MS = 20
/** A turn waits for a tick that leaves so much time, but no longer than that. */
const TURN_MS = 4
const PATIENCE_MS = 300
/** Jacdac announces a device every half second; three times a thing that happened. */
const ANNOUNCE_MS = 500
const EVENT_REPEATS = 3
/** Between two reports of a sensor. */
const REPORT_MS = 200
const REPORT_MS_MAX = 3600000
const READING = 0x101
/** Counts the starts of the program up to this, in the announcement. */
const RESTARTS_MAX = 15

/** Commands are numbered from here on. */
const COMMANDS = 0x80
const CODE_MASK = 0xfff
/** Instead of a service: numbers an event, so that whoever hears it three times knows that it is one. */
const NUMBER_EVENT = 0x100

/** Registers that more than one service has. */
enum Common {
    StreamingSamples = 0x03,
    StreamingInterval = 0x04,
    PreferredInterval = 0x102,
    StatusCode = 0x103,
    InstanceName = 0x109,
}
/** Jacdac's status codes. */
enum Status {
    Ready = 0,
    Initializing = 1,
}

/** Whole size of the argument of each `Request`, in bytes. */
const ARGUMENT_BYTES = [0, 2, 1, 0, 0, 1, 4, 4, 4, 2, 2]

export class Servers {
    /** When the next turn is due. */
    dueMs = 0
    private readonly services: Service[]
    private readonly receiver: (packet: ds.Packet) => void
    private readonly waiting: ds.Packet[]
    /** Reports of each sensor that are still asked for, the time between them, and when the next is due. */
    private readonly samples: number[]
    private readonly intervalMs: number[]
    private readonly reportMs: number[]
    /** The last turn was an answer. */
    private answered = false
    /** A packet is on its way; the runtime keeps it back for up to 20 ms. */
    private sending = false
    /** Who sends the packet of this turn. */
    private sender = 0
    private slotMs = 0
    private announceMs = 0
    private announcement: ds.Packet = undefined
    private restarts = 0
    /** A report may be due; the sensor that had the last turn. */
    private streaming = false
    private sensor = 0
    private state = -1
    private fault = 0
    private event: ds.Packet = undefined
    private repeats = 0

    constructor(private readonly pen: PenView) {
        this.services = openServices()
        this.waiting = []
        this.samples = [0, 0]
        this.intervalMs = [REPORT_MS, REPORT_MS]
        this.reportMs = [0, 0]
        this.receiver = this.receive
        ;(ds as Runtime)._onServerPacket = this.receiver
    }

    /** The runtime calls this for every packet to the pen's services, in a fiber of its own. */
    receive(packet: ds.Packet): void {
        this.waiting.push(packet)
        if (this.waiting.length >= WAITING_MAX) (ds as Runtime)._onServerPacket = undefined
        this.wake()
    }

    /** There may be something to say. */
    wake(): void {
        this.dueMs = this.slotMs
    }

    /** One turn: at most one packet goes out. `leftMs`: what is left of the tick. */
    turn(nowMs: number, leftMs: number): void {
        if (leftMs < TURN_MS) if (nowMs < this.dueMs + PATIENCE_MS) return
        const lock = this.pen.lock
        this.slotMs = nowMs + REST_MS
        if (lock.state !== this.state || lock.fault !== this.fault) {
            this.state = lock.state
            this.fault = lock.fault
            this.event = undefined
            this.repeats = EVENT_REPEATS
        }
        if (!this.sending) {
            const packet = this.next(nowMs)
            if (packet !== undefined) {
                this.sending = true
                this.deliver.start(packet)
            }
        }
        this.dueMs = this.announceMs
        if (this.streaming || this.repeats > 0 || this.waiting.length > 0) this.dueMs = this.slotMs
    }

    private async deliver(packet: ds.Packet): Promise<void> {
        const runtime = ds as Runtime
        if (packet === this.event)
            if (this.repeats === EVENT_REPEATS - 1) await runtime._serverSend(NUMBER_EVENT, packet)
        await runtime._serverSend(this.sender, packet)
        this.sending = false
    }

    /** What goes out: an answer in every other turn at least, so that nobody waits for ever. */
    private next(nowMs: number): ds.Packet {
        if (this.answered || this.waiting.length === 0) {
            this.answered = false
            if (this.repeats > 0) return this.changed()
            if (nowMs >= this.announceMs) return this.announce(nowMs)
            if (this.streaming) {
                const report = this.report(nowMs)
                if (report !== undefined) return report
            }
            if (this.waiting.length === 0) return undefined
        }
        this.answered = true
        const packet = this.waiting[0]
        this.waiting.insert(0, -1)
        ;(ds as Runtime)._onServerPacket = this.receiver
        return this.answer(packet)
    }

    private changed(): ds.Packet {
        if (this.event === undefined)
            this.event = ds.SafetyInterlock.spec.lookup("changed").encode([this.state, this.fault])
        this.sender = INTERLOCK
        this.repeats -= 1
        return this.event
    }

    private announce(nowMs: number): ds.Packet {
        this.announceMs = nowMs + ANNOUNCE_MS
        this.sender = 0
        // Once it has counted the starts as far as it can, it says the same for ever.
        if (this.restarts < RESTARTS_MAX) {
            this.restarts += 1
            const content = [this.restarts, 0, 0]
            for (let index = 1; index < this.services.length; index++) {
                const service = this.services[index]
                content.push(service.spec.classIdentifier)
            }
            this.announcement = ds.Control.spec.lookup("announce").response.encode(content)
        }
        return this.announcement
    }

    /** The report of one sensor that is due, by turns. */
    private report(nowMs: number): ds.Packet {
        const sensor = 1 - this.sensor
        this.sensor = sensor
        this.streaming = this.samples[0] > 0 || this.samples[1] > 0
        if (this.samples[sensor] === 0 || nowMs < this.reportMs[sensor]) return undefined
        this.samples[sensor] -= 1
        this.reportMs[sensor] = nowMs + this.intervalMs[sensor]
        const service = this.services[1 + sensor]
        this.sender = 1 + sensor
        return service.spec.lookup("reading").encode(service.read(this.pen, READING))
    }

    /** Handles a packet; undefined when nothing is to be said. */
    private answer(packet: ds.Packet): ds.Packet {
        const index = packet.serviceIndex
        const service = this.services[index]
        if (service === undefined) return undefined
        this.sender = index
        service.spec.assign(packet)
        const spec = packet.spec
        const code = packet.serviceCommand & CODE_MASK
        if (spec) {
            if (packet.isRegGet) {
                const value = this.common(index, code)
                if (value !== undefined) return spec.encode(value)
            } else if (packet.isRegSet) {
                if (this.stream(index - 1, code, packet.payload)) return undefined
            } else if (packet.isAction) {
                const request = service.commands[code - COMMANDS]
                if (request !== undefined) return this.carryOut(request, packet)
            }
        }
        return packet.notImplemented()
    }

    /** Value of a register; undefined for one that is none. */
    private common(index: number, code: number): number | boolean | string | number[] {
        const service = this.services[index]
        const lock = this.pen.lock
        const sensor = index - 1
        switch (code) {
            case Common.StatusCode:
                return [
                    lock.state === State.SelfTest ? Status.Initializing : Status.Ready,
                    lock.fault,
                ]
            case Common.InstanceName:
                return service.spec.name
            case Common.PreferredInterval:
                return REPORT_MS
            case Common.StreamingSamples:
                return this.samples[sensor]
            case Common.StreamingInterval:
                return this.intervalMs[sensor]
            default:
                return service.read(this.pen, code)
        }
    }

    /** How often a sensor reports. Returns whether that is what was written. */
    private stream(sensor: number, code: number, payload: Buffer): boolean {
        if (sensor < 0 || sensor >= SENSORS || payload.length === 0) return false
        if (code === Common.StreamingSamples) {
            this.samples[sensor] = payload[0] as number
            this.streaming = true
        } else if (code === Common.StreamingInterval) {
            const wantedMs = numberAt(payload, 0, payload.length < 4 ? payload.length : 4)
            this.intervalMs[sensor] = clamp(wantedMs, REPORT_MS, REPORT_MS_MAX)
        } else return false
        return true
    }

    private carryOut(request: Request, packet: ds.Packet): ds.Packet {
        const payload = packet.payload
        const response = packet.spec.response
        let refusal = Refusal.OutOfRange
        if (payload.length === ARGUMENT_BYTES[request]) {
            const argument = numberAt(payload, 0, payload.length)
            if (request >= Request.ReadEntry) {
                let bytes = this.pen.recorded(request, argument)
                if (bytes === undefined) bytes = Buffer.alloc(0)
                return response.encode(request === Request.ReadEntry ? bytes : [argument, bytes])
            }
            refusal = this.pen.ask(request, argument)
        }
        return response.encode(refusal)
    }
}
