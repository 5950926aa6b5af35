/** The Service state: entered by a peer, without a cartridge and parked; nothing can move in it (PEN-SAF-12, 22). */
import { expect, test } from "vitest"
import { Entry, ENTRY_BYTES, entryCounter, PAYLOAD_AT } from "../../src/core/journal"
import { Refusal } from "../../src/core/service"
import { TestPeer } from "../support/peer"
import { bytes, command, interlockClass, number, register, service } from "../support/services"
import { treatment, type Treatment } from "../support/treatment"
import { notTheScrew } from "../support/variant"

/** 2026-11-22 10:00:00 UTC in seconds since 2000. */
const noon = 848_656_800

const refusalOf = (data: Uint8Array | undefined): string => Refusal[number(data)] ?? "?"

async function resting(): Promise<{ at: Treatment; peer: TestPeer }> {
    const at = await treatment()
    at.powerOn()
    at.until("homed", 4_000, () => at.state === "Locked" && !at.inhibits.includes("NotHomed"))
    at.pen.world.chain.benchStrap.set(1)
    const peer = new TestPeer(at.pen).find(interlockClass)
    return { at: at.wait(500), peer }
}

async function inService(): Promise<{ at: Treatment; peer: TestPeer }> {
    const { at, peer } = await resting()
    expect(refusalOf(peer.ask(service.safetyInterlock, command.enterService))).toBe("None")
    at.untilState("Service", 100)
    return { at, peer }
}

test("PEN-SAF-12: Service: entered: nothing has a supply, whatever is done; restart leads out of it", async () => {
    const { at, peer } = await inService()
    const { chain, plant } = at.pen.world
    expect(at.inhibits).toContain("Updating")
    at.until("rail off", 300, () => !chain.rail.high)
    const parkedUm = plant.carriageUm
    at.do({ do: "insert", cartridge: "a" }).do({ do: "set_depth", um: 1500 })
    for (let press = 0; press < 5; press++) {
        at.do({ do: "acknowledge" }).wait(200).do({ do: "press" }).wait(700)
        at.do({ do: "clear_fault" }).do({ do: "release" }).wait(300)
        expect(chain.rail.high || chain.strokeSafe.high || chain.seriesClosed.high).toBe(false)
    }
    expect(at.state).toBe("Service")
    expect(at.figures).toMatchObject({ strokes: 0, strokesUnauthorised: 0, driveOnMs: 0 })
    expect(Math.abs(plant.carriageUm - parkedUm)).toBeLessThan(5)
    expect(refusalOf(peer.ask(service.safetyInterlock, command.leaveService))).toBe("None")
    at.do({ do: "remove" }).untilState("Locked", 6_000)
    at.until("homed", 3_000, () => !at.inhibits.includes("NotHomed"))
    expect(at.inhibits).not.toContain("Updating")
})

test("PEN-SAF-22: Service: with a cartridge, in the self-test: refused with its reason", async () => {
    const { at, peer } = await resting()
    const enter = (): string => refusalOf(peer.ask(service.safetyInterlock, command.enterService))
    at.do({ do: "insert", cartridge: "a" }).wait(1_000)
    expect(enter()).toBe("CartridgeFitted")
    at.do({ do: "acknowledge" }).untilState("Ready", 1_500)
    expect(enter()).toBe("CartridgeFitted")
    at.do({ do: "remove" }).wait(300)
    // The program has started 1.2 s after its chip has booted, and needs half a second for the proof of its chain.
    at.do({ do: "power_cut", offMs: 200 }).wait(1_900)
    expect(at.state).toBe("SelfTest")
    expect(enter()).toBe("NotReady")
})

test("PEN-SAF-22: Service: of a pen with a fault: entered, so that it can be updated", async () => {
    const { at, peer } = await resting()
    at.do({ do: "fault", unit: "hall", kind: "off" }).untilState("Faulted", 500)
    at.wait(500)
    expect(refusalOf(peer.ask(service.safetyInterlock, command.enterService))).toBe("None")
    at.untilState("Service", 100)
    expect(at.fault).toBe("SensorBus")
})

test("services: the time: set in Service only, and the journal says so", async () => {
    const { at, peer } = await resting()
    const set = (): string =>
        refusalOf(peer.ask(service.journal, command.setTime, bytes(noon + 1_000, 4)))
    expect(set()).toBe("NotInService")
    peer.ask(service.safetyInterlock, command.enterService)
    at.untilState("Service", 100)
    const early = peer.ask(service.journal, command.setTime, bytes(1_000, 4))
    expect(refusalOf(early)).toBe("OutOfRange")
    expect(set()).toBe("None")
    const now = number(peer.get(service.journal, register.time))
    expect(now - noon - 1_000).toBeLessThanOrEqual(2)
    const entry = peer.ask(service.journal, command.read, bytes(0, 4))!
    expect(entry).toHaveLength(ENTRY_BYTES)
    expect([entryCounter(entry, 0), entry[4]]).toEqual([0, Entry.TimeSet])
    expect(peer.ask(service.journal, command.read, bytes(1, 4))).toHaveLength(0)
})

test.skipIf(notTheScrew)(
    "PEN-SAF-11: lock-out, inspected: released in Service only, on record, for good",
    async () => {
        const { at, peer } = await resting()
        const release = (bits: number): string =>
            refusalOf(peer.ask(service.safetyInterlock, command.release, bytes(bits, 1)))
        at.do({ do: "insert", cartridge: "a" }).do({ do: "set_depth", um: 1000 }).wait(1_000)
        at.acknowledge().start()
        at.do({ do: "fault", unit: "hall", kind: "wrong", value: 4000 }).wait(1_500)
        expect([at.state, at.fault]).toEqual(["Faulted", "DepthOver"])
        at.do({ do: "release" }).do({ do: "remove" }).do({ do: "heal", unit: "hall" })
        at.do({ do: "power_cut", offMs: 500 }).wait(5_000)
        expect(at.inhibits).toContain("Quarantined")
        peer.find(interlockClass)
        expect(number(peer.get(service.safetyInterlock, register.lockouts))).toBe(2)
        expect(release(2)).toBe("NotInService")
        expect(refusalOf(peer.ask(service.safetyInterlock, command.enterService))).toBe("None")
        at.untilState("Service", 100)
        expect(release(1)).toBe("OutOfRange")
        expect(release(2)).toBe("None")
        const last = number(peer.get(service.journal, register.entries)) - 1
        const entry = peer.ask(service.journal, command.read, bytes(last, 4))!
        expect([entry[4], entry[PAYLOAD_AT + 2]]).toEqual([Entry.Released, 2])
        at.do({ do: "power_cut", offMs: 500 }).wait(5_000)
        expect(at.inhibits).not.toContain("Quarantined")
    }
)
