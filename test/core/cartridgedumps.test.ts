/** The two dumps of docs/cartridge.md, made by the code and judged by an independent reading of the bytes. */
import { createHmac } from "node:crypto"
import { expect, test } from "vitest"
import { benchKey, tagOf } from "../../sim/benchkey"
import { romCrc } from "../../sim/rom"
import { encodeRecord, newRecord } from "../../src/core/cartridge"
import { Kind } from "../../src/core/kind"
import { encodeOpened, encodeWear, OPENED_AT, stepsOf, WEAR_AT } from "../../src/core/marks"
import { expectDocument } from "./document"

const serial = [0x2d, 1, 2, 3, 4, 5, 6]
const rom = Uint8Array.from([...serial, romCrc(Uint8Array.from(serial), 7)])
/** 26 years of 365 days, seven leap days, 325 days of 2026, and 604 minutes. */
const minute = (26 * 365 + 7 + 325) * 1440 + 604

function image(): Uint8Array {
    const memory = new Uint8Array(144).fill(0xff, 0, 0x80)
    encodeRecord(
        {
            ...newRecord(),
            kind: Kind.Adjustable,
            maxUm: 1500,
            needles: 12,
            gauge: 33,
            lot: "A1B2C3",
            expiresDay: 10050,
            tipOffsetUm: 12,
            ratedStrokes: 250_000,
        },
        memory
    )
    memory.set(tagOf(rom, memory), 0x20)
    memory.set([0x55, 0x55, 0xaa, 0xaa, 0x55], 0x80)
    return memory
}

function used(): Uint8Array {
    const memory = image()
    encodeOpened(memory.subarray(OPENED_AT), 7, minute)
    encodeWear(memory.subarray(WEAR_AT), 0, stepsOf(20_000, 250_000))
    return memory
}

function dump(memory: Uint8Array): string {
    const rows = Array.from({ length: 9 }, (_, row) => {
        const hex = [...memory.subarray(16 * row, 16 * row + 16)]
            .map(byte => byte.toString(16).toUpperCase().padStart(2, "0"))
            .join(" ")
        return `${(16 * row).toString(16).toUpperCase().padStart(4, "0")}  ${hex}`
    })
    return ["```text", ...rows, "```"].join("\n")
}

test("cartridge dumps: docs/cartridge.md: shows what the code writes", async () => {
    expect(rom[7]).toBe(0x57)
    await expectDocument("cartridge.md", { new: dump(image()), used: dump(used()) })
})

test("cartridge dumps: used one: bytes as the tables say", () => {
    const memory = used()
    const mac = createHmac("sha256", benchKey).update(rom).update(memory.subarray(0, 32)).digest()
    expect([...memory.subarray(0x20, 0x30)]).toEqual([...mac.subarray(0, 16)])
    expect(new DataView(memory.buffer).getUint32(0x41, true)).toBe(minute)
    expect([...memory.subarray(0x45, 0x47)]).toEqual([7, 0])
    // Ten bits of 0070 and 0071 have fallen.
    expect([...memory.subarray(0x70, 0x73)]).toEqual([0, 0xfc, 0xff])
})
