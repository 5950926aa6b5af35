/**
 * `pen bench cost`, third part: a pen that makes strokes on a bench, its strap closed, while a peer listens to all of
 * its services, and while another one floods it. What the native runtime does with a packet before the program hears of
 * it is not charged.
 */
import { CMD_GET_REG, CMD_SET_REG, SensorReg } from "jacdac-ts"
import { type CostRow, row, rowsOf, TickMeter } from "./benchcost"
import { benchPen, type BenchTerms, stretches } from "./benchpen"
import { Peer } from "./peer"
import type { Pen } from "./pen"
import { membersOf, serviceSpecs } from "./services"

/** Of each case, unless something else is asked for. */
const PEER_MS = 20_000
/** The services are announced every 500 ms. */
const HEARD_MS = 1_200
/** A person's page asks for one register after another. */
const ASK_MS = 60
const RENEW_MS = 10_000
const SAMPLES_MAX = 0xff
/** 3,000 packets a second [DESIGN 2]. */
const FLOOD_MS = 10
const FLOOD_PACKETS = 30
/** A tick, and one that was lost. */
const LIFE_GAP_MS = 20

export type PeerCase = "subscribed" | "flooded"

/** Rows for both cases, `forMs` of each, in one run of strokes. */
export async function benchPeer(bytecode: Uint8Array, terms: BenchTerms = {}): Promise<CostRow[]> {
    const forMs = terms.forMs ?? PEER_MS
    const pen = await benchPen(bytecode, { ...terms, forMs: HEARD_MS }, {})
    const meter = new TickMeter(pen)
    const gaps = lifeGaps(pen)
    const [, running] = stretches(HEARD_MS)
    pen.runUntil(running!.fromMs)
    pen.world.chain.benchStrap.set(1)
    const peer = new Peer(pen)
    pen.runUntil(pen.nowMs + HEARD_MS)
    const work = { subscribed: subscribe(peer), flooded: flood(peer) }
    return (["subscribed", "flooded"] as const).flatMap(name => {
        const fromMs = pen.nowMs
        meter.take()
        gaps.take()
        const stop = work[name](pen)
        pen.runUntil(fromMs + forMs)
        stop()
        if (pen.firmware.state !== "Running")
            throw new Error(`benchmark: the ${name} pen is ${pen.firmware.state}, not Running`)
        const gapMs = gaps.take()
        return [
            ...rowsOf(name, meter.take(), pen.nowMs - fromMs),
            row(name, "lifeGapMs", gapMs, LIFE_GAP_MS),
        ]
    })
}

/** Starts something; gives what stops it. */
type Work = (pen: Pen) => () => void

/** Both sensors stream, and every register of every service is asked for in turn. */
function subscribe(peer: Peer): Work {
    const registers = serviceSpecs().flatMap(spec =>
        membersOf(spec, "register").map(info => ({ place: placeOf(peer, spec), info }))
    )
    const sensors = serviceSpecs().filter(spec => spec.extends.includes("_sensor"))
    const stream = (): void => {
        for (const spec of sensors) {
            const code = CMD_SET_REG | SensorReg.StreamingSamples
            peer.send(placeOf(peer, spec), code, Uint8Array.of(SAMPLES_MAX))
        }
    }
    let asked = 0
    return pen => {
        stream()
        const stops = [
            every(pen, RENEW_MS, stream),
            every(pen, ASK_MS, () => {
                const { place, info } = registers[asked++ % registers.length]!
                peer.send(place, CMD_GET_REG | info.identifier)
            }),
        ]
        return () => {
            for (const stop of stops) stop()
        }
    }
}

function flood(peer: Peer): Work {
    const places = serviceSpecs().map(spec => placeOf(peer, spec))
    return pen =>
        every(pen, FLOOD_MS, () => {
            for (let packet = 0; packet < FLOOD_PACKETS; packet++)
                peer.send(places[packet % places.length]!, CMD_GET_REG | (0x180 + (packet % 8)))
        })
}

function placeOf(peer: Peer, { classIdentifier, name }: jdspec.ServiceSpec) {
    const place = peer.place(classIdentifier)
    if (!place) throw new Error(`benchmark: ${name} is not announced`)
    return place
}

function every(pen: Pen, ms: number, call: () => void): () => void {
    let stopped = false
    const again = (): void => {
        if (stopped) return
        call()
        pen.clock.after(ms * 1_000, again)
    }
    again()
    return () => {
        stopped = true
    }
}

/** The longest time between two signs of life since it was asked for last, ms. */
function lifeGaps(pen: Pen): { take(): number } {
    let lifeMs = 0
    let longestMs = 0
    pen.world.chain.life.onEdge(() => {
        longestMs = Math.max(longestMs, pen.nowMs - lifeMs)
        lifeMs = pen.nowMs
    })
    return {
        take: () => {
            const taken = longestMs
            longestMs = 0
            return taken
        },
    }
}
