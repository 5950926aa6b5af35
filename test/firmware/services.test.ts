/** The services on the bus: they show what is so, may stop, and start nothing (PEN-SAF-12). */
import { describe, expect, test } from "vitest"
import { Refusal } from "../../src/core/service"
import { State } from "../../src/core/state"
import { TestPeer } from "../support/peer"
import { bytes, command, interlockClass, number, register, service } from "../support/services"
import { runningTreatment, treatment, type Treatment } from "../support/treatment"

/** A peer on a bench: the strap keeps its line closed whatever is fitted. */
function peerOf(at: Treatment): TestPeer {
    at.pen.world.chain.benchStrap.set(1)
    return new TestPeer(at.pen).find(interlockClass)
}

const refusalOf = (data: Uint8Array | undefined): string => Refusal[number(data)] ?? "?"

/** Blocks of the memory that the pen prints from now on, with what it says that they hold. */
function printed({ pen }: Treatment): [number, string][] {
    const lines: [number, string][] = []
    pen.usb.onLog = line => {
        const [, number, hex] = /^> @memory (\d+) (\w+)$/.exec(line) ?? []
        if (hex !== undefined) lines.push([Number(number), hex])
    }
    return lines
}

/** Without a cartridge, self-test done. */
async function restingTreatment(): Promise<Treatment> {
    const at = await treatment()
    at.powerOn().untilState("Locked", 4_000)
    at.until("homed", 4_000, () => !at.inhibits.includes("NotHomed"))
    return at
}

describe("services: while Running", () => {
    test("services: Running: depth, rate and state are those of the plant", async () => {
        const at = await runningTreatment({ depthUm: 1000, rateHz: 100 })
        const peer = peerOf(at)
        const depth = number(peer.get(service.depthActuator, register.reading)) / 1.024
        expect(Math.abs(depth - 1000)).toBeLessThan(130)
        expect(number(peer.get(service.depthActuator, register.setDepth))).toBe(1024)
        const rate = number(peer.get(service.needleDrive, register.reading))
        expect(Math.abs(rate - 100)).toBeLessThanOrEqual(3)
        expect(number(peer.get(service.safetyInterlock, register.state))).toBe(State.Running)
        const before = number(peer.get(service.needleDrive, register.runStrokes))
        const strokes = at.figures.strokes
        at.wait(1_000)
        const more = number(peer.get(service.needleDrive, register.runStrokes)) - before
        expect(Math.abs(more - (at.figures.strokes - strokes))).toBeLessThan(20)
        expect(at.state).toBe("Running")
    })

    test("PEN-SAF-12: services: stop: the drive loses its energy, and a held trigger starts nothing", async () => {
        const at = await runningTreatment()
        const peer = peerOf(at)
        const { strokeSafe } = at.pen.world.chain
        peer.send(service.safetyInterlock, command.stop)
        expect(at.until("no permission", 180, () => !strokeSafe.high)).toBeLessThanOrEqual(175)
        at.untilState("Ready", 1_500)
        expect(at.fault).toBe("None")
        const { strokes } = at.figures
        at.wait(3_000)
        expect(at.state).toBe("Ready")
        expect(at.inhibits).toEqual(["TriggerHeld"])
        expect(at.figures.strokes).toBe(strokes)
        at.do({ do: "release" }).wait(200).do({ do: "press" })
        at.untilState("Running", 1_000)
        peer.send(service.needleDrive, command.stopDrive)
        at.until("no permission", 180, () => !strokeSafe.high)
    })

    test("PEN-SAF-12: services: settings and Service while Running: refused, the drive goes on", async () => {
        const at = await runningTreatment()
        const peer = peerOf(at)
        const ask = (to: number, what: number, data?: Uint8Array) =>
            refusalOf(peer.ask(to, what, data))
        expect(ask(service.depthActuator, command.setProfileMaximum, bytes(512, 2))).toBe("Moving")
        expect(ask(service.needleDrive, command.setTriggerToggles, bytes(1, 1))).toBe("Moving")
        expect(ask(service.safetyInterlock, command.enterService)).toBe("Moving")
        expect(ask(service.safetyInterlock, command.leaveService)).toBe("NotInService")
        expect(ask(service.safetyInterlock, command.release, bytes(1, 1))).toBe("NotInService")
        expect(ask(service.journal, command.setTime, bytes(830_000_000, 4))).toBe("NotInService")
        const block = peer.ask(service.journal, command.readMemory, bytes(0, 2))
        expect(block).toHaveLength(2)
        const lines = printed(at)
        expect(peer.ask(service.journal, command.printMemory, bytes(16, 2))).toHaveLength(2)
        expect(lines).toEqual([])
        expect(at.state).toBe("Running")
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("services: Running, two sensors stream and everything is asked for: at most 25 packets a second", async () => {
        const at = await runningTreatment()
        const peer = peerOf(at)
        const from = peer.heard.length
        const seconds = 10
        for (let ms = 0; ms < seconds * 1_000; ms += 20) {
            if (ms % 500 === 0)
                for (const sensor of [service.depthActuator, service.needleDrive])
                    peer.set(sensor, register.streamingSamples, bytes(255, 1))
            peer.send(1 + ((ms / 20) % 6), 0x1000 | register.state)
            at.wait(20)
        }
        const heard = peer.heard.slice(from)
        const perSecond = heard.length / seconds
        expect(perSecond).toBeGreaterThan(10)
        expect(perSecond).toBeLessThanOrEqual(25)
        const readings = heard.filter(one => one.serviceCommand === (0x1000 | register.reading))
        expect(readings.length).toBeGreaterThan(2 * seconds)
        expect(at.state).toBe("Running")
    })
})

describe("services: at rest", () => {
    test("services: a lower ceiling: holds, and forbids the start above it", async () => {
        const at = await treatment({ depthUm: 1000 })
        at.powerOn()
        const peer = peerOf(at.makeReady())
        const lower = peer.ask(service.depthActuator, command.setProfileMaximum, bytes(512, 2))
        expect(refusalOf(lower)).toBe("None")
        at.untilState("Locked", 500)
        expect(at.inhibits).toContain("DepthAboveProfile")
        expect(number(peer.get(service.depthActuator, register.profileMaximum))).toBe(512)
        at.do({ do: "press" }).wait(1_500)
        expect(at.figures.strokes).toBe(0)
        const most = peer.ask(service.depthActuator, command.setProfileMaximum, bytes(2561, 2))
        expect(refusalOf(most)).toBe("OutOfRange")
        const short = peer.ask(service.depthActuator, command.setProfileMaximum, bytes(1, 1))
        expect(refusalOf(short)).toBe("OutOfRange")
    })

    test("PEN-SAF-09: services: the memory: every block as it is, but those of the key, and none beyond", async () => {
        const at = await restingTreatment()
        const peer = peerOf(at)
        const { memory } = at.pen
        const key = Buffer.from("DERMALOCK BENCH")
        expect(Buffer.from(memory).indexOf(key)).toBe(0x208)
        const block = (place: number): Uint8Array => {
            const answer = peer.ask(service.journal, command.readMemory, bytes(place, 2))!
            expect(number(answer.subarray(0, 2))).toBe(place)
            return answer.subarray(2)
        }
        const read: number[] = []
        for (const place of [0, 1, 2, 5, 7, 8, 9, 10, 11, 16, 47, 48, 1023, 1024, 2047]) {
            const found = block(place)
            if (found.length > 0) read.push(place)
            const wanted = memory.subarray(64 * place, 64 * (place + 1))
            if (found.length > 0) expect(Buffer.from(found).equals(wanted), `${place}`).toBe(true)
        }
        expect(read).toEqual([0, 1, 2, 5, 7, 10, 11, 16, 47, 48, 1023, 1024, 2047])
        for (const place of [2048, 2056, 0xffff]) expect(block(place)).toHaveLength(0)
        expect(Buffer.concat(peer.heard.map(one => one.data)).includes(key)).toBe(false)
        expect(at.state).toBe("Locked")
    })

    test("PEN-SAF-09: services: the memory into the log: two blocks at rest, 26 in Service, no key", async () => {
        const at = await restingTreatment()
        const peer = peerOf(at)
        const lines = printed(at)
        const numbersAfter = (first: number): number[] => {
            lines.length = 0
            const answer = peer.ask(service.journal, command.printMemory, bytes(first, 2))!
            const wanted = at.pen.memory.subarray(64 * first, 64 * (first + 1))
            expect(Buffer.from(answer.subarray(2)).equals(wanted)).toBe(answer.length > 2)
            for (const [block, hex] of lines)
                expect(hex).toBe(
                    Buffer.from(at.pen.memory).toString("hex", 64 * block, 64 * block + 64)
                )
            return lines.map(([block]) => block)
        }
        expect(numbersAfter(16)).toEqual([17])
        expect(numbersAfter(7)).toEqual([])
        expect(numbersAfter(8)).toEqual([])
        expect(refusalOf(peer.ask(service.safetyInterlock, command.enterService))).toBe("None")
        at.untilState("Service", 100)
        expect(numbersAfter(0)).toEqual([1, 2, 3, 4, 5, 6, 7])
        expect(numbersAfter(9)).toEqual([])
        const many = numbersAfter(16)
        expect(many).toEqual(Array.from({ length: 25 }, (_, index) => 17 + index))
        // All of them fit the runtime's log at once, should nobody fetch any.
        expect(many.length * "> @memory 2047 \n".length + many.length * 128).toBeLessThan(4_096)
        expect(numbersAfter(2_046)).toEqual([2_047])
    })

    test("services: the trigger as a toggle: kept over a power cut", async () => {
        const at = await restingTreatment()
        const peer = peerOf(at)
        const set = peer.ask(service.needleDrive, command.setTriggerToggles, bytes(1, 1))
        expect(refusalOf(set)).toBe("None")
        at.do({ do: "power_cut", offMs: 500 }).wait(5_000)
        expect(number(peer.get(service.needleDrive, register.triggerToggles))).not.toBe(0)
    })

    test("services: a change of state: an event, three times the same", async () => {
        const at = await restingTreatment()
        const peer = peerOf(at)
        at.wait(500)
        const from = peer.heard.length
        at.do({ do: "insert", cartridge: "a" }).wait(1_000).do({ do: "acknowledge" })
        at.untilState("Ready", 1_500)
        at.wait(500)
        const events = peer.heard
            .slice(from)
            .filter(one => one.serviceIndex === service.safetyInterlock && one.isEvent)
        const ready = events.filter(one => one.data[0] === (State.Ready as number))
        expect(ready.map(one => [...one.data])).toEqual(Array(3).fill([State.Ready, 0]))
        expect(new Set(ready.map(one => one.serviceCommand)).size).toBe(1)
    })

    test("PEN-SAF-12: USB data switch: a cartridge is fitted and no strap: no peer hears or is heard", async () => {
        const at = await treatment()
        at.powerOn()
        at.makeReady()
        const peer = new TestPeer(at.pen)
        at.wait(2_000)
        expect(peer.heard).toEqual([])
        at.do({ do: "remove" }).wait(1_000)
        expect(peer.heard.length).toBeGreaterThan(0)
    })
})
