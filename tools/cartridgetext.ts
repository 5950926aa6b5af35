/** What the 144 bytes of a cartridge say, read by the code that the pen itself reads them with. */
import pc from "picocolors"
import { dayText } from "../sim/cartridgeimage"
import { decodeRecord, newRecord } from "../src/core/cartridge"
import type { CartridgeRecord } from "../src/core/cartridge"
import { inhibitNames } from "../src/core/inhibit"
import { kindName } from "../src/core/kind"
import { millimetres } from "./wording"

export interface Explanation {
    record: Omit<CartridgeRecord, "kind"> & { kind: string; expires: string | null }
    /** Inhibits that the record earns; none = a good one. */
    verdict: string[]
    used: boolean
    /** What each page permits. */
    protection: string[]
    lines: string[]
}

/** Explains an image. The bytes need not be good. */
export function explainImage(memory: Uint8Array): Explanation {
    const raw = newRecord()
    const verdict = inhibitNames(decodeRecord(memory, raw))
    const expires = raw.expiresDay === 0 ? null : dayText(raw.expiresDay)
    const record = { ...raw, kind: kindName(raw.kind), expires }
    const used = memory.subarray(64, 72).some(byte => byte !== 0xff)
    const protection = [...memory.subarray(0x80, 0x84)].map(protectionText)
    const lines = [
        ...recordLines(record, verdict),
        line("Use mark", used ? pc.red("burnt") : "not burnt"),
        line("Pages", protection.map((text, page) => `${page} ${text}`).join(", ")),
        "",
        ...hexLines(memory),
    ]
    return { record, verdict, used, protection, lines }
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

const parts = ["record", "", "tag", "", "marks", "", "marks", "", "protection"]

function hexLines(memory: Uint8Array): string[] {
    return parts.map((part, row) => {
        const bytes = [...memory.subarray(16 * row, 16 * row + 16)]
        const hex = bytes.map(byte => byte.toString(16).padStart(2, "0")).join(" ")
        return `${pc.dim((16 * row).toString(16).padStart(4, "0"))}  ${hex}  ${pc.dim(part)}`.trimEnd()
    })
}
