import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { doubtsMarks, Fault, FAULT_LAST, faultName, losesPosition } from "../../src/core/fault"
import { Inhibit, INHIBIT_COUNT, inhibitNames } from "../../src/core/inhibit"
import { Kind, kindName } from "../../src/core/kind"
import { State, stateName } from "../../src/core/state"
import {
    faultPriority,
    faultText,
    inhibitPriority,
    inhibitText,
    leadingInhibit,
} from "../../src/core/text"
import { documentPath } from "./document"

/** Numbers of an enum, in their order. */
const numbers = <N extends number>(names: Record<string, string | N>) =>
    Object.values(names).filter((value): value is N => typeof value === "number")
const faults = numbers(Fault).filter(fault => fault !== Fault.None)
const bits = numbers(Inhibit)

test("names: every state, fault and inhibit: is named as in the enum, and nothing else is", () => {
    for (const state of numbers(State)) expect(stateName(state)).toBe(State[state])
    for (const fault of numbers(Fault)) expect(faultName(fault)).toBe(Fault[fault])
    for (const bit of bits) expect(inhibitNames(bit)).toEqual([Inhibit[bit]])
    expect([stateName(8), faultName(FAULT_LAST + 1), faultName(-1)]).toEqual(["?", "?", "?"])
    expect(inhibitNames(1 << INHIBIT_COUNT)).toEqual([])
    for (const kind of numbers(Kind)) expect(kindName(kind)).toBe(Kind[kind].toLowerCase())
})

/** A fault that nothing ever raised. */
const NEVER_USED = Fault.SensorStuck + 1

test("names: numbers: have no other gap, so that a log of any age can be read", () => {
    const used = Array.from({ length: FAULT_LAST }, (_, index) => index + 1)
    expect(faults).toEqual(used.filter(fault => fault !== NEVER_USED))
    expect([faultName(NEVER_USED), faultText(NEVER_USED)]).toEqual(["?", ""])
    expect(bits).toEqual(Array.from({ length: INHIBIT_COUNT }, (_, index) => 1 << index))
    expect(numbers(State)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test("PEN-SAF-17: faults: after which the depth actuator's position means nothing", () => {
    expect(faults.filter(losesPosition).map(faultName).sort()).toEqual([
        "DepthDisagrees",
        "DepthOver",
        "HomeFailed",
        "MotionChip",
        "SolenoidChip",
        "SolenoidCoil",
        "SolenoidPlunger",
    ])
    expect(losesPosition(Fault.None)).toBe(false)
})

test("PEN-SAF-08: faults: after which nobody knows what the cartridge's marks say", () => {
    expect(faults.filter(doubtsMarks).map(faultName)).toEqual([
        "CartridgeMark",
        "CartridgeContact",
        "CartridgeReadBack",
    ])
    expect(doubtsMarks(Fault.None)).toBe(false)
})

test("names: all inhibits at once: lowest bit first", () => {
    expect(inhibitNames((1 << INHIBIT_COUNT) - 1)).toEqual(bits.map(bit => Inhibit[bit]))
})

test("PEN-FUN-13: texts: every fault and inhibit: its own, short, and a whole sentence", () => {
    const texts = [...faults.map(faultText), ...bits.map(inhibitText)]
    expect(new Set(texts).size).toBe(texts.length)
    for (const text of texts) {
        expect(text).toMatch(/^[A-Z0-9].*\.$/)
        expect(text.split(/\. |; /).length).toBeLessThanOrEqual(3)
        expect(text.length).toBeLessThanOrEqual(90)
    }
})

test("PEN-FUN-13: texts: a removed cartridge: says so and what to do", () => {
    expect(faultText(Fault.CartridgeRemoved)).toBe("Cartridge removed. Fit a new one.")
    expect(faultPriority(Fault.CartridgeRemoved)).toBe("high")
    expect([faultText(Fault.None), inhibitText(0)]).toEqual(["", ""])
})

test("PEN-FUN-13: priorities: what can hurt is high, what a person just does next is low", () => {
    for (const fault of [Fault.DepthOver, Fault.ChainLost, Fault.DriveOverSpeed, Fault.Leak])
        expect(faultPriority(fault)).toBe("high")
    expect(faultPriority(Fault.DriveSlow)).toBe("medium")
    expect(inhibitPriority(Inhibit.FaultLatched)).toBe("high")
    expect(inhibitPriority(Inhibit.CartridgeExpired)).toBe("medium")
    expect(inhibitPriority(Inhibit.ChecklistOpen)).toBe("low")
})

test("PEN-FUN-13: priorities: the faults and reasons of each, all of them", () => {
    const medium = faults.filter(fault => faultPriority(fault) === "medium").map(faultName)
    expect(medium).toEqual([
        "HomeFailed",
        "DriveSlow",
        "TickOverrun",
        "ProgramRestarted",
        "CartridgeMark",
        "CartridgeContact",
        "CartridgeReadBack",
    ])
    const reasons = (priority: string): string[] =>
        bits.filter(bit => inhibitPriority(bit) === priority).map(bit => Inhibit[bit])
    expect(reasons("high")).toEqual(["Quarantined", "FaultLatched"])
    expect(reasons("low")).toEqual([
        "NoCartridge",
        "LatchOpen",
        "CartridgeUnread",
        "DeepNotConfirmed",
        "NotHomed",
        "ChecklistOpen",
        "TriggerHeld",
        "Updating",
    ])
})

test("PEN-FUN-13: texts: numbers that stand for nothing: have none", () => {
    expect([faultText(FAULT_LAST + 1), inhibitText(1 << INHIBIT_COUNT), inhibitText(3)]).toEqual([
        "",
        "",
        "",
    ])
})

test("PEN-FUN-13: the reason to show first: exists for every set of reasons, and is one of them", () => {
    expect(leadingInhibit(0)).toBe(0)
    for (const one of bits)
        for (const other of bits) expect([one, other]).toContain(leadingInhibit(one | other))
})

test.each([
    [["FaultLatched", "NoCartridge"], Inhibit.FaultLatched],
    [["NotHomed", "NoCartridge"], Inhibit.NotHomed],
    [["DepthAboveCartridge", "ChecklistOpen", "DeepNotConfirmed"], Inhibit.DepthAboveCartridge],
    [["ChecklistOpen", "TriggerHeld"], Inhibit.ChecklistOpen],
])("PEN-FUN-13: the reason to show first: %o: what has to be dealt with first", (names, first) => {
    const set = bits.filter(bit => names.includes(Inhibit[bit]))
    expect(leadingInhibit(set.reduce((all, bit) => all | bit, 0))).toBe(first)
})

test("faults: docs/faults.md: has a section for each, with number, text, cause, effect and what to do", () => {
    const sections = readFileSync(documentPath("faults.md"), "utf8").split(/^## /m).slice(1)
    expect(sections.map(section => section.split("\n")[0])).toEqual(
        faults.map(fault => `${fault} ${faultName(fault)}`)
    )
    sections.forEach((section, index) => {
        expect(section).toContain(`> ${faultText(faults[index]!)}\n`)
        for (const part of ["Cause", "Effect", "What to do"])
            expect(section).toMatch(new RegExp(`^- \\*\\*${part}\\.\\*\\* \\S+ \\S+`, "m"))
    })
})
