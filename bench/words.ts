/** Names and numbers as a person reads them. Reasons and faults are in src/core/text.ts, as the pen says them. */
import { FAULT_LAST, faultName } from "../src/core/fault"
import { INHIBIT_COUNT, inhibitNames } from "../src/core/inhibit"
import {
    type Priority,
    faultPriority,
    faultText,
    inhibitPriority,
    inhibitText,
    leadingInhibit,
} from "../src/core/text"
import type { LampName } from "../sim/samplefields"

/** What is the matter, what to do about it, and how urgent that is. */
export interface Reason {
    readonly name: string
    readonly what: string
    readonly todo: string
    readonly priority: Priority
}

const inhibitBits = new Map(
    Array.from({ length: INHIBIT_COUNT }, (_, index) => {
        const bit = 1 << index
        return [inhibitNames(bit)[0] ?? "?", bit] as const
    })
)

const faultNumbers = new Map(
    Array.from({ length: FAULT_LAST + 1 }, (_, number) => [faultName(number), number] as const)
)

/** Why the pen does not start, in the order in which a person has to deal with it. */
export function inhibitReasons(names: readonly string[]): Reason[] {
    let bits = names.reduce((sum, name) => sum | (inhibitBits.get(name) ?? 0), 0)
    const reasons: Reason[] = []
    while (bits !== 0) {
        const bit = leadingInhibit(bits)
        if (bit === 0) break
        bits &= ~bit
        const name = inhibitNames(bit)[0] ?? "?"
        reasons.push({ name, ...halves(inhibitText(bit)), priority: inhibitPriority(bit) })
    }
    return reasons
}

/** The fault that is latched; undefined without one. */
export function faultReason(name: string): (Reason & { readonly number: number }) | undefined {
    const number = faultNumbers.get(name) ?? 0
    if (faultText(number) === "") return undefined
    const priority = faultPriority(number)
    return { name, number, ...halves(faultText(number)), priority }
}

/** "What happened. What to do." in its two halves. */
function halves(text: string): { what: string; todo: string } {
    const end = text.indexOf(". ")
    return end < 0
        ? { what: text, todo: "" }
        : { what: text.slice(0, end + 1), todo: text.slice(end + 2) }
}

/** What a state means to whoever holds the pen. */
const stateMeanings: Readonly<Record<string, string>> = {
    SelfTest: "The pen checks itself and finds its home.",
    Locked: "It cannot be started yet.",
    Ready: "Press the trigger to start.",
    Arming: "It sets the depth and the drive. No stroke yet.",
    Running: "Strokes. Let go of the trigger to stop.",
    Stopping: "The drive is off, the needles go in.",
    Faulted: "A fault is latched. It stays until a person clears it.",
    Service: "An update is running.",
}

export function stateMeaning(state: string): string {
    return stateMeanings[state] ?? ""
}

/** Two words where the name is made of two. */
export function spaced(name: string): string {
    return name
        .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
        .replace(/ [A-Z]/g, letter => letter.toLowerCase())
}

export function millimetres(um: number): string {
    return `${(um / 1000).toFixed(2)} mm`
}

/** `12.345 s` below a minute, else `3 min 05.2 s`. */
export function time(ms: number): string {
    if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`
    const minutes = Math.floor(ms / 60_000)
    return `${minutes} min ${((ms % 60_000) / 1000).toFixed(1).padStart(4, "0")} s`
}

/** A reaction time; below a millisecond in µs. */
export function duration(ms: number | null): string {
    if (ms === null) return "–"
    if (ms < 1) return `${Math.round(ms * 1000)} µs`
    return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

export function speed(percent: number): string {
    return `×${percent / 100}`
}

/** A lamp of the drawing: what it is called, and what its two levels mean. */
export interface LampWords {
    readonly title: string
    readonly on: string
    readonly off: string
    /** How the level that is lit has to be taken; a plain one is neither good nor bad. */
    readonly lit: "good" | "bad" | "live" | "plain"
    readonly help: string
}

export const lampWords: Readonly<Record<LampName, LampWords>> = {
    supply: lamp("Battery", "connected", "out", "good", "Supply of the whole pen"),
    alive: lamp("Program alive", "alive", "silent", "good", "ALIVE: both watchers see LIFE"),
    watchdog: lamp("Watchdog", "good", "expired", "good", "Sees LIFE within 71 to 142 ms"),
    chargePump: lamp("Charge pump", "good", "run down", "good", "Sees LIFE within 26 to 115 ms"),
    rail: lamp("Actuator rail", "up", "off", "good", "Supply of the depth and needle chips"),
    latchClosed: lamp("Cartridge latch", "closed", "open", "good", "Hall switch of the latch"),
    stopClosed: lamp("STOP loop", "closed", "open", "good", "Normally closed loop"),
    threshold: lamp(
        "Depth threshold",
        "tripped",
        "clear",
        "bad",
        "Sensor: 100 µm over the setting"
    ),
    depthCap: lamp("Depth comparator", "tripped", "clear", "bad", "Fixed at 2.60 mm"),
    arm: lamp("ARM", "raised", "low", "live", "The program asks for permission"),
    strokeSafe: lamp(
        "STROKE_SAFE",
        "permitted",
        "blocked",
        "live",
        "The latch that permits strokes"
    ),
    series: lamp("Motor supply", "connected", "cut", "live", "Series switch in the motor supply"),
    drive: lamp("Drive energy", "driving", "none", "live", "Energy at the needle motor"),
    brake: lamp("Motor brake", "shorted", "released", "plain", "Normally-on transistor"),
}

function lamp(
    title: string,
    on: string,
    off: string,
    lit: LampWords["lit"],
    help: string
): LampWords {
    return { title, on, off, lit, help }
}
