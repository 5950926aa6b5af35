/** What the 144 bytes of a cartridge say, read by the code that the pen itself reads them with. */
import pc from "picocolors"
import { tagOf } from "../sim/benchkey"
import { dayText } from "../sim/cartridgeimage"
import { decodeRecord, newRecord, RECORD_BYTES } from "../src/core/cartridge"
import type { CartridgeRecord } from "../src/core/cartridge"
import { inhibitNames } from "../src/core/inhibit"
import { kindName } from "../src/core/kind"
import {
    encodeOpened,
    opened,
    OPENED_AT,
    ROW_BYTES,
    sameRow,
    WEAR_AT,
    WEAR_READ_BYTES,
    wearSteps,
} from "../src/core/marks"
import { numberAt } from "../src/core/number"
import { HEAD_BYTES, judgeMarks, tagGood } from "../src/core/verdict"
import { millimetres } from "./wording"

export interface Explanation {
    record: Omit<CartridgeRecord, "kind"> & { kind: string; expires: string | null }
    /** Inhibits that record, tag and marks earn; none = a good one. The date is the pen's to judge. */
    verdict: string[]
    /** The authenticity tag: `unchecked` where no ROM ID was given to check it with. */
    tag: "good" | "bad" | "missing" | "unchecked"
    used: boolean
    /** When it was opened, and in which session of the pen that did; null: not opened, or the mark is damaged. */
    opened: { session: number; at: string | null } | null
    /** Steps of wear, of 128. */
    wearSteps: number
    /** What each page permits. */
    protection: string[]
    lines: string[]
}

/** Explains an image. The bytes need not be good. `rom` is the ID of the chip that they lie in. */
export function explainImage(memory: Uint8Array, rom?: Uint8Array): Explanation {
    const raw = newRecord()
    const bits = decodeRecord(memory, raw)
    const tag = tagState(memory, rom)
    const row = memory.subarray(OPENED_AT, OPENED_AT + ROW_BYTES)
    const wear = memory.subarray(WEAR_AT, WEAR_AT + WEAR_READ_BYTES)
    const marks = judgeMarks(row, wear, bits === 0 ? raw.ratedStrokes : 1, false, false)
    const verdict = inhibitNames(bits === 0 && tag !== "bad" && tag !== "missing" ? marks : bits)
    if (bits === 0 && (tag === "bad" || tag === "missing")) verdict.push("CartridgeNotAuthentic")
    const expires = raw.expiresDay === 0 ? null : dayText(raw.expiresDay)
    const record = { ...raw, kind: kindName(raw.kind), expires }
    const protection = [...memory.subarray(0x80, 0x84)].map(protectionText)
    const found = {
        ...{ record, verdict, tag, used: opened(row) },
        opened: openedText(row),
        wearSteps: wearSteps(wear),
        protection,
    }
    return { ...found, lines: [...recordLines(record, verdict), ...markLines(found, memory)] }
}

function markLines(found: Omit<Explanation, "lines">, memory: Uint8Array): string[] {
    const { used, wearSteps: steps, protection } = found
    const at = found.opened?.at ?? "an unknown time"
    const whole = found.opened === null ? "damaged" : `session ${found.opened.session}, ${at}`
    return [
        line("Tag", found.tag),
        line("Use mark", used ? `${pc.red("burnt")}, ${whole}` : "not burnt"),
        line("Wear", `${steps} of 128 steps`),
        line("Pages", protection.map((text, page) => `${page} ${text}`).join(", ")),
        "",
        ...hexLines(memory),
    ]
}

function tagState(memory: Uint8Array, rom: Uint8Array | undefined): Explanation["tag"] {
    const tag = memory.subarray(RECORD_BYTES, HEAD_BYTES)
    if (tag.every(byte => byte === 0xff)) return "missing"
    if (rom === undefined) return "unchecked"
    return tagGood(memory, tagOf(rom, memory)) ? "good" : "bad"
}

function openedText(row: Uint8Array): Explanation["opened"] {
    const whole = new Uint8Array(ROW_BYTES)
    const minute = numberAt(row, 1, 4)
    const session = numberAt(row, 5, 2)
    encodeOpened(whole, session, minute)
    if (!sameRow(whole, 0, row, 0)) return null
    return { session, at: minute === 0 ? null : minuteText(minute) }
}

function minuteText(minute: number): string {
    const ms = Date.parse("2000-01-01") + minute * 60_000
    return `${new Date(ms).toISOString().slice(0, 16)}Z`
}

function protectionText(byte: number): string {
    if (byte === 0x55) return "write-protected"
    return byte === 0xaa ? "EPROM mode" : "open"
}

function recordLines(record: Explanation["record"], verdict: string[]): string[] {
    const good = verdict.length === 0
    const lines = [line("Verdict", good ? pc.green("good") : pc.red(verdict.join(", ")))]
    // A record that is corrupt or of another layout says nothing that could be believed.
    if (record.kind === "unknown") return lines
    const { minUm, maxUm, lengthUm, tipOffsetUm } = record
    const depths =
        lengthUm > 0 ? millimetres(lengthUm) : `${millimetres(minUm)} to ${millimetres(maxUm)}`
    return [
        ...lines,
        line("Kind", `${record.kind}, layout version ${record.version}`),
        line("Depth", `${depths}, needle plate at ${tipOffsetUm} µm`),
        line("Needles", `${record.needles} of gauge ${record.gauge}`),
        line(
            "Lot",
            `${record.lot}, ${record.expires === null ? "no expiry" : `expires ${record.expires}`}`
        ),
        line("Made for", `${record.ratedStrokes} strokes`),
    ]
}

function line(label: string, text: string): string {
    return `${pc.bold(label.padEnd(10))}${text}`
}

const parts = ["record", "", "tag", "", "opened", "", "", "wear", "protection"]

function hexLines(memory: Uint8Array): string[] {
    return parts.map((part, row) => {
        const bytes = [...memory.subarray(16 * row, 16 * row + 16)]
        const hex = bytes.map(byte => byte.toString(16).padStart(2, "0")).join(" ")
        return `${pc.dim((16 * row).toString(16).padStart(4, "0"))}  ${hex}  ${pc.dim(part)}`.trimEnd()
    })
}
