/** What pens have in their memory outlives every program: fields and numbers stand where the documents say. */
import { readFileSync } from "node:fs"
import * as oracle from "crc"
import { describe, expect, test } from "vitest"
import { addRun, HeaderAt, Lockout, newHeader, sealHeader } from "../../src/core/header"
import { encodeHeat, HEAT_RECORD_BYTES } from "../../src/core/heat"
import { Entry, PAYLOAD_AT, PAYLOAD_BYTES, sealEntry } from "../../src/core/journal"
import { WEAR_READ_BYTES } from "../../src/core/marks"
import { encodeLine } from "../../src/core/productline"
import { documentPath } from "./document"

const journal = readFileSync(documentPath("journal.md"), "utf8")

/** Cells of the rows of a document's table, by the words that its first column begins with. */
function rows(head: RegExp): string[][] {
    const table = journal.slice(journal.search(head)).split("\n\n")[0]!
    return table
        .split("\n")
        .slice(2)
        .map(row =>
            row
                .split("|")
                .slice(1, -1)
                .map(cell => cell.trim())
        )
}

/** `session start` as a name of the program: `SessionStart`. */
function asName(words: string): string {
    return words.replaceAll(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Names of an enum, each with its number. */
function members(numbers: Record<string, string | number>): [string, number][] {
    return Object.entries(numbers).filter((pair): pair is [string, number] =>
        isNaN(Number(pair[0]))
    )
}

/** A slot's bytes as the documents describe them, its checksum among them. */
function slot(magic: string, counter: number, fill: (view: DataView) => void): number[] {
    const bytes = Buffer.alloc(64)
    bytes.write(magic)
    bytes[2] = 1
    bytes.writeUInt32LE(counter, 4)
    fill(new DataView(bytes.buffer, bytes.byteOffset, 64))
    bytes.writeUInt16LE(oracle.crc16modbus(bytes.subarray(0, 62)), 62)
    return [...bytes]
}

describe("PEN-FUN-12: numbers of the journal", () => {
    test("PEN-FUN-12: entries: numbers of their kinds: are those of docs/journal.md", () => {
        const told = rows(/\| Kind +\|/).map(([kind = ""]): [string, number] => {
            const [number = "", ...words] = kind.split(" ")
            return [asName(words.join(" ")), Number(number)]
        })
        expect(told).toEqual(members(Entry))
    })

    test("PEN-FUN-12: header: places of its fields: are those of docs/journal.md", () => {
        const told = rows(/\| Byte +\| Field of the header/).map(
            ([byte = "", field = ""]): [string, number] => [asName(field), parseInt(byte)]
        )
        expect([...told, ["End", 62]]).toEqual(members(HeaderAt))
    })

    test("PEN-SAF-11: lock-outs: their bits: are those of pens that are locked out already", () => {
        expect(members(Lockout)).toEqual([
            ["Leak", 1],
            ["DepthOver", 2],
        ])
    })
})

describe("bytes of the memory", () => {
    test("PEN-FUN-12: entry: byte for byte as documented", () => {
        const bytes = new Uint8Array(32)
        bytes.fill(0x5a, 12, 30)
        sealEntry(bytes, 0x81020304, Entry.Refusal, 0xf1121314)
        const told = Buffer.alloc(32, 0x5a)
        told.writeUInt32LE(0x81020304, 0)
        told.writeUInt32LE(8, 4)
        told.writeUInt32LE(0xf1121314, 8)
        told.writeUInt16LE(oracle.crc16modbus(told.subarray(0, 30)), 30)
        expect([...bytes]).toEqual([...told])
        expect([PAYLOAD_AT, PAYLOAD_BYTES]).toEqual([12, 18])
    })

    test("PEN-FUN-12: header: byte for byte as documented, with a counter that goes over into its top byte", () => {
        const bytes = new Uint8Array(64)
        newHeader(bytes)
        expect(new DataView(bytes.buffer).getUint32(4, true)).toBe(0)
        bytes.set([0xff, 0xff, 0xff, 0x01], 4)
        bytes[8] = 77
        addRun(bytes, 1250, 117, 20_000_000, 300, -130, 1260)
        sealHeader(bytes)
        const told = slot("PJ", 0x02000000, view => {
            view.setUint8(8, 77)
            view.setUint32(36, 20_000_000, true)
            view.setUint16(40, 1, true)
            view.setUint16(42, 300, true)
            view.setUint16(48, 1250, true)
            view.setInt16(50, -130, true)
            view.setInt16(52, 1260, true)
            view.setUint32(54, 20_000_000, true)
            view.setUint16(58, 300, true)
            view.setUint8(60, 117)
            view.setUint8(61, 1)
        })
        expect([...bytes]).toEqual(told)
    })

    test("PEN-SAF-09: product line: byte for byte as documented, whatever the slot held before", () => {
        const key = Uint8Array.from({ length: 32 }, (_, index) => 200 + index)
        const bytes = new Uint8Array(64).fill(0xa5)
        encodeLine(bytes, 0xfe030201, key, 0xabcd, 90)
        const told = slot("PK", 0xfe030201, view => {
            key.forEach((byte, index) => view.setUint8(8 + index, byte))
            view.setUint16(40, 0xabcd, true)
            view.setUint8(42, 90)
        })
        expect([...bytes]).toEqual(told)
    })

    test("heat record: level and its complement; while current flows, what it may become", () => {
        const record = (level: number, flowing: boolean): number[] => {
            const bytes = new Uint8Array(4)
            encodeHeat({ level, hot: false }, flowing, bytes)
            const view = new DataView(bytes.buffer)
            expect(view.getUint16(2, true)).toBe(0xffff - view.getUint16(0, true))
            return [view.getUint16(0, true)]
        }
        // Rounded up to the next whole one; in 2.56 s, code 126 adds 126² × 2.56 ÷ 200 = 203.2.
        expect(record(100 * 65536, false)).toEqual([101])
        expect(record(101 * 65536 - 1, false)).toEqual([101])
        expect(record(100 * 65536, true)).toEqual([101 + 204])
        expect(HEAT_RECORD_BYTES).toBe(4)
    })

    test("wear: is read with the four bytes of protection behind it", () => {
        expect(WEAR_READ_BYTES).toBe(16 + 4)
    })
})
