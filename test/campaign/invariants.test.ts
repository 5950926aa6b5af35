/**
 * Each invariant must be able to notice: a pen that is broken behind its back (so that nothing counts as a known
 * failure) breaks exactly what it should.
 */
import { describe, expect, test } from "vitest"
import { boundOf } from "../../sim/campaign/bounds"
import { invariantNames, type InvariantName } from "../../sim/campaign/invariantnames"
import { Invariants } from "../../sim/campaign/invariants"
import { knownShortfalls } from "../../sim/campaign/known"
import { faultPairs } from "../../sim/faults"
import { injectFault } from "../../sim/inject"
import {
    runningTreatment,
    treatment,
    type Treatment,
    type TreatmentOptions,
} from "../support/treatment"

interface Broken {
    readonly options?: TreatmentOptions
    /** Done to a pen that runs; `at.do` tells everybody, `injectFault` nobody. */
    readonly harm: (at: Treatment) => void
}

const cases: Partial<Record<InvariantName, Broken>> = {
    strokesUnauthorised: {
        harm: at => {
            injectFault(at.pen, "triggerPin", "stuckLow")
            at.do({ do: "release" }).wait(200)
        },
    },
    unmarkedStrokes: {
        harm: at => {
            at.do({ do: "release" }).wait(600)
            injectFault(at.pen, "cartridge", "reset")
            at.start(50)
        },
    },
    overSelectedUm: {
        harm: at => {
            at.pen.truth.depthUm = 300
            at.wait(50)
        },
    },
    commandedOverUm: {
        harm: at => {
            at.wait(600)
            at.pen.truth.cartridge = { minUm: 0, maxUm: 300 }
            at.wait(10)
        },
    },
    driveOffLate: {
        harm: at => {
            injectFault(at.pen, "latchSwitch", "stuckHigh")
            injectFault(at.pen, "latchPin", "stuckHigh")
            at.do({ do: "remove" }).wait(100)
        },
    },
    energyWithoutPermissionMs: {
        harm: at => {
            injectFault(at.pen, "seriesSwitch", "short")
            injectFault(at.pen, "drive", "short")
            at.do({ do: "release" }).wait(100)
        },
    },
    energyWithoutLifeMs: {
        harm: at => {
            injectFault(at.pen, "watchdog", "stuckHigh")
            injectFault(at.pen, "chargePump", "stuckHigh")
            // The lease of the drive chip would end the strokes.
            injectFault(at.pen, "drive", "stuck")
            at.do({ do: "vm_hang", forMs: 1_000 }).wait(400)
        },
    },
    strokesAfterStop: {
        options: { without: "brake", rateHz: 150 },
        harm: at => at.do({ do: "release" }).wait(300),
    },
    outAfterStopMs: {
        harm: at => {
            at.pen.world.plant.fail("leadScrew", "stuck")
            at.do({ do: "release" }).wait(400)
        },
    },
    tickLate: {
        // Not by an action: what was done on purpose explains a late tick.
        harm: at => {
            at.wait(100)
            at.pen.mcu.hang(18_000)
            at.wait(100)
        },
    },
    faultLeft: {
        harm: at => {
            at.do({ do: "remove" }).wait(600)
            expect(at.state).toBe("Faulted")
            at.pen.firmware.state = "Ready"
            at.wait(2)
        },
    },
    falseAlarm: {
        harm: at => {
            injectFault(at.pen, "latchPin", "stuckLow")
            at.wait(500)
        },
    },
}

describe("invariants: broken behind the pen's back", () => {
    for (const [name, { options = {}, harm }] of Object.entries(cases))
        test(`invariants: ${name}: noticed, with its value beyond the limit`, async () => {
            const at = await treatment({ variant: "stepper", seed: 31, ...options })
            const guard = new Invariants(at.pen)
            at.powerOn().makeReady().start()
            expect(guard.violations).toEqual([])
            harm(at)
            const found = guard.violations.find(one => one.invariant === name)
            expect(found, at.story()).toBeDefined()
            expect(found!.value).toBeGreaterThan(found!.limit)
            expect(found!.atMs).toBeGreaterThan(2_000)
        })

    test("invariants: every one that watches a pen: is broken here", () => {
        // These two are found by whoever plays a run: test/campaign/swarm.test.ts.
        const played = ["notReady", "crashed"]
        expect([...Object.keys(cases), ...played].sort()).toEqual([...invariantNames].sort())
    })
})

describe("invariants: circumstances", () => {
    test("invariants: excused in a case: not judged", async () => {
        const at = await runningTreatment({ variant: "stepper", seed: 32 })
        const guard = new Invariants(at.pen, ["falseAlarm"])
        cases.falseAlarm!.harm(at)
        guard.close()
        expect(guard.violations).toEqual([])
        expect(Object.keys(guard.worst)).not.toContain("falseAlarm")
        expect(Object.keys(guard.worst)).toContain("faultLeft")
    })

    test("invariants: a second failure: what holds in single failures is not judged any more", async () => {
        const at = await runningTreatment({ variant: "stepper", seed: 33 })
        const guard = new Invariants(at.pen)
        at.do({ do: "fault", unit: "latchSwitch", kind: "stuckHigh" })
        at.do({ do: "fault", unit: "latchPin", kind: "stuckHigh" })
        at.do({ do: "remove" }).wait(300)
        expect(guard.violations).toEqual([])
    })

    test("invariants: known shortfalls: name faults and invariants that exist", () => {
        const pairs = faultPairs().map(({ unit, kind }) => `${unit}.${kind}`)
        expect(Object.keys(knownShortfalls).filter(name => !pairs.includes(name))).toEqual([])
    })
})

describe("bounds of causes", () => {
    const calm = { drivenMs: 1_000, degraded: false, silentMs: 5 }
    test.each([
        ["remove", calm, 2],
        ["release", calm, 30],
        ["release", { ...calm, silentMs: 60 }, 150],
        ["remove", { ...calm, degraded: true }, 300],
        ["motor.stuck", { ...calm, drivenMs: 50 }, 330],
        ["set_rate", calm, undefined],
    ])("bounds: %s in %j: %s ms", (cause, now, limitMs) => {
        expect(boundOf(cause, now)).toBe(limitMs)
    })
})
