/** A fixed slice of `pen fuzz`, and peers that use what the stock runtime lets them do (PEN-SAF-12). */
import { describe, expect, test } from "vitest"
import { fuzz } from "../../tools/fuzz/fuzz"
import { bytecodeOf } from "../support/bytecode"
import { Peer } from "../support/peer"
import { runningTreatment, type Treatment } from "../support/treatment"
import { variant } from "../support/variant"

/** The runtime's own device on the bus, and its services that a stranger can use. */
const RUNTIME = "12abdd2289421234"
const MANAGER = 0x1134ea2b
const DEBUGGER = 0x155b5b40
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
    readonly send: Peer["send"]
    /** Place of a service of the runtime's. */
    readonly of: (serviceClass: number) => number
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
        const peer = new Peer(at.pen)
        at.wait(1_200)
        peer.device = RUNTIME
        const index = (serviceClass: number): number =>
            peer.runtimeClasses.indexOf(serviceClass) + 1
        return { at, send: (...packet) => peer.send(...packet), of: index }
    }

    test("PEN-SAF-12: the program is stopped: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(of(MANAGER), code.running, Uint8Array.of(0))
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        at.wait(12_000)
        expect(at.state).not.toBe("Running")
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: a deployment begins: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(of(MANAGER), code.deploy, Uint8Array.of(0, 4, 0, 0))
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: the chip is reset: drive energy gone within 150 ms", async () => {
        const { at, send } = await attacked()
        send(0, code.reset)
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        at.wait(6_000)
        expect(at.state).not.toBe("Running")
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: the debugger halts the program: drive energy gone within 150 ms", async () => {
        const { at, send, of } = await attacked()
        send(of(DEBUGGER), code.debuggerEnabled, Uint8Array.of(1))
        at.wait(50)
        send(of(DEBUGGER), code.halt)
        expect(driveOffMs(at)).toBeLessThanOrEqual(OFF_MS)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })
})
