import { writeFileSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { act } from "../../sim/actions"
import { parseScenario } from "../../sim/scenario"
import { Entry, ENTRY_BYTES, entryCounter, JOURNAL_AT, PAYLOAD_AT } from "../../src/core/journal"
import { sha256 } from "../../tools/release/package"
import type { PackageManifest } from "../../tools/release/package"
import { Records } from "../../tools/update/records"
import { checkFit, resume, update } from "../../tools/update/update"
import { newProgram, oldProgram, packageOf, UpdateRig } from "../support/updaterig"

let rig: UpdateRig
beforeEach(async () => {
    rig = await UpdateRig.make()
})
afterEach(() => rig.close())

const next = packageOf(newProgram)

describe("PEN-SAF-22: update of a simulated pen", () => {
    test("PEN-SAF-22: update: a pen at rest: proved new program, within 20 s, memory untouched", async () => {
        const { tool, status } = await rig.found()
        const startMs = rig.pen.nowMs
        const calibration = rig.pen.memory.slice(0, 0x100)
        expect(status.programSha256).toBe(sha256(oldProgram))
        await update(tool, next.package, next.content, status)
        expect(await tool.link.sha256()).toBe(sha256(newProgram))
        expect(rig.pen.nowMs - startMs).toBeLessThan(20_000)
        expect(rig.steps).toEqual(
            "planned service saved off sending sent verified confirmed".split(" ")
        )
        expect(Buffer.from(rig.pen.memory.slice(0, 0x100)).equals(calibration)).toBe(true)
        expect(rig.pen.observer.figures()).toMatchObject({ strokes: 0, driveOnMs: 0 })
        const entry = rig.pen.memory.slice(JOURNAL_AT, JOURNAL_AT + ENTRY_BYTES)
        expect(entryCounter(entry, 0)).toBe(0)
        expect([entry[4], entry[PAYLOAD_AT + 2]]).toEqual([Entry.Updated, 2])
        expect(rig.pen.firmware.state).toBe("Locked")
    })

    test("PEN-SAF-22: update: chunks and acknowledgements are lost: the program arrives whole", async () => {
        const { tool, status } = await rig.found()
        const lossy = { there: 0, back: 0 }
        const { port } = tool
        const [send, hear] = [port.send.bind(port), port.onFrame]
        const sending = (): boolean => rig.steps.at(-1) === "sending"
        port.send = frame =>
            sending() && ++lossy.there % 23 === 0 ? Promise.resolve() : send(frame)
        port.onFrame = frame => {
            if (!sending() || ++lossy.back % 31 !== 0) hear(frame)
        }
        await update(tool, next.package, next.content, status)
        expect(lossy.there).toBeGreaterThan(400)
        expect(await tool.link.sha256()).toBe(sha256(newProgram))
    })

    test("PEN-SAF-22: update: while the program is stopped: the actuator rail has no power", async () => {
        const { tool, status } = await rig.found()
        const rails: boolean[] = []
        const seen = tool.hooks.step
        tool.hooks.step = (step, note) => {
            if (step === "off" || step === "sent") rails.push(rig.pen.world.chain.strokeSafe.high)
            if (step === "off") rails.push(rig.pen.world.chain.alive.high)
            seen(step, note)
        }
        await update(tool, next.package, next.content, status)
        expect(rails).toEqual([false, false, false])
    })

    test("PEN-SAF-22: update: a cartridge is fitted: the pen's data lines are open", async () => {
        insertCartridge()
        expect(await rig.tool().link.find()).toBeUndefined()
    })

    test("PEN-SAF-22: update: a cartridge is fitted, bench strap closed: refused, nothing sent", async () => {
        insertCartridge()
        const tool = rig.tool()
        rig.pen.world.chain.benchStrap.set(1)
        const status = (await tool.link.find())!
        await expect(update(tool, next.package, next.content, status)).rejects.toThrow(
            "a cartridge is fitted: take it out"
        )
        expect(await tool.link.sha256()).toBe(sha256(oldProgram))
        expect(tool.records.unfinished).toBe(false)
    })

    function insertCartridge(): void {
        const cartridges = { a: { kind: "adjustable", minUm: 0, maxUm: 1500 } }
        const step = { atMs: 1, do: "insert", cartridge: "a" }
        const scenario = parseScenario(
            { schema: 1, cartridges, steps: [step], untilMs: 10 },
            "test",
            () => new Uint8Array(0)
        )
        act(rig.pen, scenario, scenario.steps[0]!)
        rig.pen.runUntil(rig.pen.nowMs + 1000)
    }

    test("PEN-SAF-22: update: a second tool on the same pen: refused with its process", () => {
        const records = Records.open(rig.folder, "other")
        records.close()
        // A process that is certainly alive and not this one: the parent of the test runner.
        writeFileSync(`${records.folder}/lock`, String(process.ppid))
        expect(() => Records.open(rig.folder, "other")).toThrow(`process ${process.ppid}`)
    })

    test("PEN-SAF-22: update: a program that fails its self-test: the last good one is put back", async () => {
        const broken = Buffer.from(oldProgram)
        // The runtime knows a program by its first bytes, and starts nothing else.
        broken[0]! ^= 0xff
        const bad = packageOf(new Uint8Array(broken))
        const good = packageOf(oldProgram).package
        const { tool, status } = await rig.found(good)
        await expect(update(tool, bad.package, bad.content, status)).rejects.toThrow(
            "The last good program is put back."
        )
        expect(await tool.link.sha256()).toBe(sha256(oldProgram))
        expect(rig.pen.firmware.state).toBe("Locked")
    }, 60_000)

    test("PEN-SAF-22: update: unfinished: another one is refused; --resume ends it", async () => {
        const { tool, status } = await rig.found()
        let left = 100
        tool.port.onWait = () => {
            if (left-- === 0) throw new Error("killed")
        }
        await expect(update(tool, next.package, next.content, status)).rejects.toThrow("killed")
        const second = await rig.found()
        await expect(
            update(second.tool, next.package, next.content, second.status)
        ).rejects.toThrow("an update of this pen is not finished")
        await resume(second.tool, next.package, second.status)
        expect(await second.tool.link.sha256()).toBe(sha256(newProgram))
        expect(second.tool.records.known).toEqual({ counter: 2, sha256: sha256(newProgram) })
    })
})

describe("PEN-SAF-22: packages that do not fit", () => {
    test.each<[string, Partial<PackageManifest>, number, string]>([
        ["another board", { productId: "0x3d5a1c02" }, 0, "productId: expected a package for"],
        ["an older counter", {}, 3, "counter: expected at least 3"],
        ["a newer tool", { toolVersionMin: "9.0.0" }, 0, "toolVersionMin: expected a tool of 9"],
        [
            "a newer runtime",
            { bytecode: { ...next.package.manifest.bytecode, format: "2.17.0" } },
            0,
            "bytecode.format: expected bytecode for runtime 2.16",
        ],
    ])("PEN-SAF-22: package: for %s: refused", async (_what, changes, known, expected) => {
        const { status } = await rig.found()
        const manifest = { ...next.package.manifest, ...changes }
        const changed = { ...next.package, manifest }
        expect(() => checkFit(changed, status, known, "0.1.0", "x")).toThrow(expected)
    })

    test("PEN-SAF-22: package: older, and allowed to be: taken", async () => {
        const { status } = await rig.found()
        const manifest = { ...next.package.manifest, allowOlder: true }
        expect(() => checkFit({ ...next.package, manifest }, status, 3, "0.1.0", "x")).not.toThrow()
    })
})
