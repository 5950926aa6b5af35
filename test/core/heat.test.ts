import fc from "fast-check"
import { expect, test } from "vitest"
import {
    decodeHeat,
    encodeHeat,
    HEAT_RECORD_BYTES,
    spareRecord,
    newHeat,
    warm,
} from "../../src/core/heat"

const TICKS_PER_S = 100

/** Holds a code until the budget says otherwise. Returns seconds, or Infinity after two hours. */
function secondsUntil(heat: ReturnType<typeof newHeat>, code: number, hot: boolean): number {
    for (let tick = 1; tick <= 7200 * TICKS_PER_S; tick++)
        if (warm(heat, code, 1) === hot) return tick / TICKS_PER_S
    return Infinity
}

const rested = (): ReturnType<typeof newHeat> => ({ level: (78 * 78 * 65536) / 2, hot: false })

test("heat: a code of 78: may be held for ever, 79 not", () => {
    expect(secondsUntil(rested(), 78, true)).toBe(Infinity)
    expect(secondsUntil(rested(), 79, true)).toBeLessThan(1500)
})

test("heat: a pen whose memory tells nothing: is hot, and rests for 194 s", () => {
    const heat = newHeat()
    decodeHeat(new Uint8Array(2 * HEAT_RECORD_BYTES), heat)
    expect(heat).toEqual({ level: 78 * 78 * 65536, hot: true })
    expect(secondsUntil(heat, 0, false)).toBeCloseTo(280 * Math.LN2, 0)
})

test.each([
    // By hand: 200 s × ln((c² − start) ÷ (c² − 78²)), start 0 or half of 78².
    ["2.5 mm, cold", newHeat, 110, 139.8],
    ["2.5 mm, after a rest", rested, 110, 81.9],
    ["2.0 mm, cold", newHeat, 92, 253.8],
    ["the highest code, after a rest", rested, 126, 54.4],
])("heat: %s: is held as long as calculated by hand", (_, make, code, seconds) => {
    expect(secondsUntil(make(), code, true)).toBeCloseTo(seconds, 0)
})

test("heat: after too much: rests for 194 s, and stays hot until then", () => {
    const heat = newHeat()
    secondsUntil(heat, 126, true)
    expect(secondsUntil(heat, 0, false)).toBeCloseTo(280 * Math.LN2, 0)
})

test("heat: a hot coil with a small current: cools more slowly, and starts again all the same", () => {
    const heat = newHeat()
    secondsUntil(heat, 126, true)
    const restedS = secondsUntil(heat, 30, false)
    expect(restedS).toBeGreaterThan(194)
    expect(restedS).toBeLessThan(400)
})

const LIMIT = 78 * 78 * 65536

test("heat: exactly the limit: is not hot; one part more is, in the same tick", () => {
    const heat = { level: LIMIT, hot: false }
    expect(warm(heat, 78, 1)).toBe(false)
    expect(heat.level).toBe(LIMIT)
    expect(warm(heat, 79, 1)).toBe(true)
})

test("heat: cooled to exactly half of the limit: starts again; one part above it does not", () => {
    // A tick takes 1/28,000 of the level away, rounded up.
    const before = Math.ceil((LIMIT / 2 / 27_999) * 28_000)
    const cooled = (level: number) => {
        const heat = { level, hot: true }
        return [warm(heat, 0, 1), heat.level]
    }
    expect(cooled(before)).toEqual([false, LIMIT / 2])
    expect(cooled(before + 1)).toEqual([true, LIMIT / 2 + 1])
})

test("heat: eight ticks as one step: as much as one after the other, within 0.03 %", () => {
    for (const code of [0, 40, 79, 126]) {
        const [one, eight] = [rested(), rested()]
        for (let tick = 0; tick < 8; tick++) warm(one, code, 1)
        warm(eight, code, 8)
        const [rise, step] = [one.level - rested().level, eight.level - rested().level]
        expect(Math.abs(step / rise - 1)).toBeLessThan(0.0003)
    }
})

test("heat: hours of rest: end at no heat at all", () => {
    const heat = newHeat()
    for (let tick = 0; tick < 2 * 3600 * TICKS_PER_S; tick++) warm(heat, 0, 1)
    expect(heat).toEqual({ level: 0, hot: false })
})

test("heat: any sequence of codes: a whole number between 0 and the square of the highest", () => {
    const codes = fc.array(
        fc.record({
            code: fc.integer({ min: 0, max: 126 }),
            ticks: fc.integer({ min: 1, max: 4000 }),
        }),
        { minLength: 1, maxLength: 20 }
    )
    fc.assert(
        fc.property(codes, spans => {
            const heat = newHeat()
            for (const { code, ticks } of spans)
                for (let tick = 0; tick < ticks; tick++) warm(heat, code, 1)
            expect(Number.isInteger(heat.level)).toBe(true)
            expect(heat.level).toBeGreaterThanOrEqual(0)
            expect(heat.level).toBeLessThanOrEqual(126 * 126 * 65536)
        }),
        { numRuns: 30 }
    )
})

test("heat: two equal records: as warm as they say; exactly the budget is not hot, more is", () => {
    const read = (squaredCodes: number, before = newHeat()) => {
        const record = Uint8Array.of(squaredCodes & 255, squaredCodes >> 8, 0, 0)
        record[2] = record[0]! ^ 0xff
        record[3] = record[1]! ^ 0xff
        decodeHeat(Uint8Array.of(...record, ...record), before)
        return before
    }
    expect(read(0)).toEqual({ level: 0, hot: false })
    expect(read(1)).toEqual({ level: 65536, hot: false })
    expect(read(78 * 78)).toEqual({ level: LIMIT, hot: false })
    expect(read(78 * 78 + 1)).toEqual({ level: LIMIT + 65536, hot: true })
    expect(read(9, { level: 2 * LIMIT, hot: true })).toEqual({ level: 9 * 65536, hot: false })
})

test("heat: any one bit of both records flipped: none is good, and the coil is hot", () => {
    for (let bit = 0; bit < 32; bit++) {
        const bytes = new Uint8Array(2 * HEAT_RECORD_BYTES)
        encodeHeat({ level: 0x1234 * 65536, hot: false }, false, bytes)
        encodeHeat({ level: 0x1234 * 65536, hot: false }, false, bytes.subarray(4))
        bytes[bit >> 3]! ^= 1 << (bit & 7)
        bytes[4 + (bit >> 3)]! ^= 1 << (bit & 7)
        const heat = newHeat()
        decodeHeat(bytes, heat)
        expect(heat).toEqual({ level: LIMIT, hot: true })
    }
})

test("heat: a new coil: is cold", () => {
    expect(newHeat()).toEqual({ level: 0, hot: false })
})

/** What two records hold after the program wrote them every 256 ticks, as the bytes that a power cut leaves. */
function recorded(heat: ReturnType<typeof newHeat>, code: number, ticks: number) {
    const bytes = new Uint8Array(2 * HEAT_RECORD_BYTES)
    let at = 0
    encodeHeat(heat, code > 0, bytes)
    for (let tick = 1; tick <= ticks; tick++) {
        warm(heat, code, 1)
        if (tick % 256 !== 0) continue
        at = HEAT_RECORD_BYTES - at
        encodeHeat(heat, code > 0, bytes.subarray(at))
    }
    return bytes
}

test("heat: power cut at any tick of any run: the record is never below the heat, and above it by 8 % at most", () => {
    const cuts = fc.record({
        code: fc.integer({ min: 1, max: 126 }),
        ticks: fc.integer({ min: 0, max: 9000 }),
        start: fc.integer({ min: 0, max: 6000 }),
        torn: fc.integer({ min: 0, max: 7 }),
    })
    fc.assert(
        fc.property(cuts, ({ code, ticks, start, torn }) => {
            const heat = { level: start * 65536, hot: false }
            const bytes = recorded(heat, code, ticks)
            const found = newHeat()
            decodeHeat(bytes, found)
            expect(found.level).toBeGreaterThanOrEqual(heat.level)
            expect(found.level - heat.level).toBeLessThanOrEqual(0.08 * 78 * 78 * 65536)
            // A record that was being written counts for nothing; the other one stands.
            bytes[torn]! ^= 0x10
            const left = newHeat()
            decodeHeat(bytes, left)
            if (ticks >= 256) expect(left.level).toBeLessThan(126 * 126 * 65536)
            else expect(left.level).toBeGreaterThanOrEqual(heat.level)
        }),
        { numRuns: 200 }
    )
})

test("heat: power cut at any byte, again and again: the coil is never taken to be hot, nor colder", () => {
    const lives = fc.array(
        fc.record({
            level: fc.integer({ min: 0, max: 5900 }),
            records: fc.integer({ min: 0, max: 3 }),
            torn: fc.integer({ min: 0, max: HEAT_RECORD_BYTES }),
        }),
        { minLength: 1, maxLength: 12 }
    )
    fc.assert(
        fc.property(lives, all => {
            const bytes = new Uint8Array(2 * HEAT_RECORD_BYTES)
            encodeHeat(newHeat(), false, bytes)
            for (const { level, records, torn } of all) {
                const found = newHeat()
                decodeHeat(bytes, found)
                expect(found.hot).toBe(false)
                const before = found.level
                let at = spareRecord(bytes)
                for (let index = 0; index <= records; index++) {
                    const next = new Uint8Array(HEAT_RECORD_BYTES)
                    encodeHeat({ level: level * 65536, hot: false }, false, next)
                    // The last of them is cut off.
                    const whole = index < records ? HEAT_RECORD_BYTES : torn
                    bytes.set(next.subarray(0, whole), at)
                    at = HEAT_RECORD_BYTES - at
                }
                const left = newHeat()
                decodeHeat(bytes, left)
                expect(left.hot).toBe(false)
                if (records === 0) expect(left.level).toBeGreaterThanOrEqual(before)
                else expect(left.level).toBeGreaterThanOrEqual(level * 65536)
            }
        }),
        { numRuns: 300 }
    )
})

test("heat: switched off and on again and again at the highest code: never beyond the budget", () => {
    let bytes = new Uint8Array(2 * HEAT_RECORD_BYTES)
    encodeHeat(newHeat(), false, bytes)
    let level = 0
    let warmest = 0
    for (let cycle = 0; cycle < 200; cycle++) {
        const heat = newHeat()
        decodeHeat(bytes, heat)
        // The coil itself does not forget: it goes on from where it was.
        const coil = { level, hot: false }
        bytes = recorded(heat, heat.hot ? 0 : 126, 1000)
        for (let tick = 0; tick < 1000; tick++) warm(coil, heat.hot ? 0 : 126, 1)
        level = coil.level
        warmest = Math.max(warmest, level)
    }
    expect(warmest / 65536).toBeGreaterThan(0.5 * 78 * 78)
    expect(warmest / 65536).toBeLessThanOrEqual(1.02 * 78 * 78)
})

test("heat: the worst coil at the edge of the budget: has risen by at most 41 K", () => {
    // docs/plant.md: 8.4 Ω at 20 °C, +0.39 %/K, 28 K/W; 4.883 mA a code; room at 23 °C.
    const amperes = 78 * 0.004883
    let riseK = 0
    for (let step = 0; step < 200; step++) {
        const ohm = 8.4 * (1 + 0.0039 * (3 + riseK))
        riseK = amperes * amperes * ohm * 28
    }
    expect(riseK).toBeLessThan(41)
    expect(riseK).toBeGreaterThan(35)
})
