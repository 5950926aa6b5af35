/** A fixed slice of `pen fuzz`, and peers that use what the stock runtime lets them do (PEN-SAF-12). */
import { SRV_DEVICE_SCRIPT_MANAGER, SRV_DEVS_DBG } from "jacdac-ts"
import { describe, expect, test } from "vitest"
import { controlOf, type Place } from "../../sim/peer"
import { fuzz } from "../../tools/fuzz/fuzz"
import { bytecodeOf } from "../support/bytecode"
import { TestPeer } from "../support/peer"
import { runningTreatment, type Treatment } from "../support/treatment"
import { variant } from "../support/variant"

const code = { running: 0x2080, deploy: 0x80, debuggerEnabled: 0x2001, halt: 0x94, reset: 0x81 }
/** The program dies with its energy: LIFE is missed within 115 ms, and the switch opens within a millisecond. */
const OFF_MS = 150

test("PEN-SAF-12: fuzz: 10,000 packets in every state: no panic, no lost tick, no unauthorised stroke", async () => {
    const { sent, answered, states, findings } = await fuzz(variant, bytecodeOf[variant], 10_000, 1)
    expect(findings).toEqual([])
    expect(sent).toBeGreaterThanOrEqual(10_000)
    expect(answered).toBeGreaterThan(500)
    expect(Object.keys(states)).toEqual(
        expect.arrayContaining(["SelfTest", "Locked", "Ready", "Arming", "Running", "Stopping"])
    )
}, 60_000)

interface Attack {
    readonly at: Treatment
    /** To a service of the runtime's own device. */
    readonly send: (place: Place, command: number, data?: Uint8Array) => void
    readonly of: (serviceClass: number) => Place
}

describe("PEN-SAF-12: what the stock runtime lets a peer do, while Running on a bench", () => {
    /** Until the motor supply is cut, ms. */
    function driveOffMs(at: Treatment): number {
        const { seriesClosed } = at.pen.world.chain
        return at.until("drive energy gone", 1_000, () => !seriesClosed.high)
    }

    async function attacked(): Promise<Attack> {
        const at = await runningTreatment()
        at.pen.world.chain.benchStrap.set(1)
        const peer = new TestPeer(at.pen)
        at.wait(1_200)
        return {
            at,
            send: (...packet) => peer.sendTo(...packet),
            of: serviceClass => peer.place(serviceClass),
        }
    }

    test("PEN-SAF-12: the program is stopped: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(of(SRV_DEVICE_SCRIPT_MANAGER), code.running, Uint8Array.of(0))
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        at.wait(12_000)
        expect(at.state).not.toBe("Running")
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: a deployment begins: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(of(SRV_DEVICE_SCRIPT_MANAGER), code.deploy, Uint8Array.of(0, 4, 0, 0))
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: the chip is reset: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(controlOf(of(SRV_DEVICE_SCRIPT_MANAGER).device), code.reset)
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        at.wait(6_000)
        expect(at.state).not.toBe("Running")
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: the debugger halts the program: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(of(SRV_DEVS_DBG), code.debuggerEnabled, Uint8Array.of(1))
        at.wait(50)
        send(of(SRV_DEVS_DBG), code.halt)
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })
})
