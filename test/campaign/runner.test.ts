/** Threads, parts and machines: how a campaign is divided changes nothing about its runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { loadHazards } from "../../sim/campaign/files"
import { planOf, shardOf } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import { resultsOf } from "../../tools/campaign/campaign"
import { pageOf } from "../../tools/campaign/page"
import { mergeRecords, RecordWriter, type RecordHead } from "../../tools/campaign/recordfile"
import { playAll } from "../../tools/campaign/runner"
import { campaignText } from "../../tools/campaign/text"
import { Workshop, type Terms } from "../../tools/campaign/workshop"
import { bytecodeOf } from "../support/bytecode"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-campaign-"))
afterAll(() => rmSync(scratch, { recursive: true }))

const hazards = loadHazards().filter(hazard => hazard.id === "H-07")
const terms: Terms = { hazards, bytecode: bytecodeOf, charged: true }
const choice = {
    hazards,
    swarm: true,
    arms: ["with", "without"] as const,
    seeds: { from: 1, to: 6 },
}
const jobs = planOf(choice, "stepper")
const head: RecordHead = {
    schema: 1,
    bytecodeSha256: { stepper: "0".repeat(64) },
    charged: true,
    threads: 1,
}
const nobody = (): void => undefined

/** Played once for all tests here. */
const alone = playAll(jobs, terms, 1, nobody)

function written(name: string, records: readonly RunRecord[], first: object = head): string {
    const path = join(scratch, name)
    const writer = new RecordWriter(path, first as RecordHead)
    records.forEach(record => writer.run(record))
    writer.close()
    return path
}

describe("campaign: threads", () => {
    test("campaign: one thread and two: the same records, traces included, in the same order", async () => {
        expect(jobs.length).toBeGreaterThan(16)
        let heard = 0
        const threaded = await playAll(jobs, terms, 2, () => {
            heard++
        })
        expect(threaded).toEqual(await alone)
        expect(heard).toBe(jobs.length)
        expect(new Set(threaded.map(record => record.traceSha256)).size).toBe(jobs.length)
    }, 120_000)

    test("campaign: a used machine and a new one: the same trace", async () => {
        const last = jobs.at(-1)!
        const fresh = await Workshop.open(terms).play(last)
        expect(fresh).toEqual((await alone).at(-1))
    }, 60_000)

    test("campaign: processor time not charged: another trace, and the same one again", async () => {
        const free = Workshop.open({ ...terms, charged: false })
        const first = await free.play(jobs[0]!)
        const again = await free.play(jobs[0]!)
        expect(again).toEqual(first)
        expect(first.traceSha256).not.toBe((await alone)[0]!.traceSha256)
    }, 120_000)
})

describe("campaign: parts", () => {
    test("campaign: three parts: each job in exactly one of them", () => {
        const parts = [1, 2, 3].map(index => shardOf(jobs, index, 3))
        expect(parts.flat()).toHaveLength(jobs.length)
        expect(new Set(parts.flat())).toEqual(new Set(jobs))
    })

    test("campaign: files of two parts that overlap: merge into the whole", async () => {
        const records = await alone
        const one = written("one.jsonl", records.slice(0, 12))
        const other = written("other.jsonl", records.slice(8).reverse())
        const whole = written("whole.jsonl", records)
        expect(mergeRecords([other, one]).runs).toEqual(mergeRecords([whole]).runs)
        expect(mergeRecords([one, other]).runs).toHaveLength(records.length)
    }, 60_000)

    test("campaign: files of different bytecode: refused", async () => {
        const records = await alone
        const one = written("old.jsonl", records)
        const other = written("new.jsonl", records, {
            ...head,
            bytecodeSha256: { stepper: "1".repeat(64) },
        })
        expect(() => mergeRecords([one, other])).toThrow(
            /new\.jsonl: bytecodeSha256: expected that of/
        )
    }, 60_000)

    test.each([
        ["empty.jsonl", "", "line 1: expected JSON"],
        ["runs.jsonl", '{"hazard":"H-07"}\n', "line 1: expected the head of a file written by"],
        ["cut.jsonl", `${JSON.stringify(head)}\n{"hazard":"H-0`, "line 2: expected JSON"],
        ["odd.jsonl", `${JSON.stringify(head)}\n{"hazard":"H-07"}\n`, "line 2: expected a run"],
    ])("campaign: %s: refused with the line", (name, text, message) => {
        writeFileSync(join(scratch, name), text)
        expect(() => mergeRecords([join(scratch, name)])).toThrow(message)
    })
})

describe("campaign: what it says", () => {
    test("campaign: as text: every case, the swarm, and that nothing was violated", async () => {
        const text = campaignText(resultsOf({ head, runs: await alone }, hazards, 2_000))
        expect(text).toMatch(/H-07 +pulled-while-running +emptyDrivenMs +2 +12 /)
        expect(text).toContain("swarm: 6 runs, 0 violations")
        expect(text).toContain("no violation")
    }, 60_000)

    test("campaign: as a page: needs nothing but itself, and escapes what comes from outside", async () => {
        const odd = hazards.map(hazard => ({ ...hazard, title: "A <b> & B" }))
        const results = resultsOf({ head, runs: await alone }, odd, 2_000)
        const page = pageOf({ results, runs: await alone })
        expect(page).toContain(
            "1 of 1 hazards: harmed without the control, not with it. 0 violations."
        )
        expect(page).toContain("A &lt;b&gt; &amp; B")
        expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/)
        expect(page.match(/<section>/g)).toHaveLength(1)
    }, 60_000)

    test("campaign: a record: is one line of less than 2 KB", async () => {
        const path = written("size.jsonl", await alone)
        const lines = readFileSync(path, "utf8").trimEnd().split("\n")
        expect(lines).toHaveLength(jobs.length + 1)
        expect(Math.max(...lines.map(line => line.length))).toBeLessThan(2_000)
    }, 60_000)
})
