/** `pen update` from its command line to the pen: what is refused, why, and with which exit code. */
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, describe, expect, test, vi } from "vitest"
import { act } from "../../sim/actions"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { parseScenario } from "../../sim/scenario"
import { root } from "../../tools/paths"
import { newKey, signingKey } from "../../tools/release/keys"
import { encodePackage, sha256 } from "../../tools/release/package"
import { programBytesMax } from "../../tools/release/store"
import { rehearsalPackage } from "../../tools/update/rehearsal"
import { PenAtLine } from "../support/penatline"
import { type Ended, pen } from "../support/penprocess"
import { newProgram, oldProgram, packageOf } from "../support/updaterig"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-update-command-"))
afterAll(() => rmSync(scratch, { recursive: true }))
const machine = new Machine()
const next = packageOf(newProgram)

let files = 0

/** A package as a file. */
function file(content: Uint8Array): string {
    const path = join(scratch, `${++files}.penpkg`)
    writeFileSync(path, content)
    return path
}

/** Records of a pen of its own. */
function records(): string[] {
    return ["--records", mkdtempSync(join(scratch, "records-"))]
}

/** What the tool has written down about an update of that pen. */
function journalOf([, folder]: readonly string[], device: string): string {
    const path = join(folder!, device, "journal.jsonl")
    return existsSync(path) ? readFileSync(path, "utf8") : ""
}

async function updateSimulated(content: Uint8Array): Promise<Ended> {
    return pen("update", file(content), "--sim", "stepper", ...records())
}

/** The package with one byte flipped: 1,000 counts from the beginning, -1,000 from the end. */
function flipped(at: number): Uint8Array {
    const copy = next.content.slice()
    copy[at < 0 ? copy.length + at : at]! ^= 0x10
    return copy
}

function signedByNobodyKnown(): Uint8Array {
    const secret = join(scratch, "own.pem")
    newKey(secret)
    const key = signingKey(secret)
    const manifest = { ...next.package.manifest, signer: { id: key.id, bench: false } }
    return encodePackage(manifest, newProgram, key)
}

/** The program as one for a runtime of another version says it is. */
function forRuntime(major: number, minor: number): Uint8Array {
    const copy = newProgram.slice()
    copy[11] = major
    copy[10] = minor
    return packageOf(copy).content
}

function oversize(): Uint8Array {
    const long = new Uint8Array(programBytesMax() + 32)
    long.set(newProgram)
    return packageOf(long).content
}

describe("PEN-SAF-22: pen update: packages", { timeout: 60_000 }, () => {
    test.each<[string, () => Uint8Array, string]>([
        ["no package", () => new Uint8Array(100), "a package that `pen release` wrote"],
        ["truncated", () => next.content.slice(0, -5000), "bytes of bytecode; copy the file again"],
        ["cut in its manifest", () => next.content.slice(0, 400), "a whole package; copy the file"],
        ["first byte flipped", () => flipped(0), "a package that `pen release` wrote"],
        ["manifest flipped", () => flipped(200), "signature: expected one by a trusted key"],
        [
            "signature flipped",
            () => flipped(-newProgram.length - 1),
            "signature: expected one by a trusted key",
        ],
        ["program flipped", () => flipped(-1000), "bytecode: expected SHA-256"],
        ["last byte flipped", () => flipped(-1), "bytecode: expected SHA-256"],
        ["an unknown key", signedByNobodyKnown, "signature: expected one by a trusted key"],
        [
            "the other variant",
            () => rehearsalPackage("solenoid", newProgram).content,
            'productId: expected a package for the board 0x3d5a1c01 of this pen, found "0x3d5a1c02 (solenoid)',
        ],
        [
            "another board",
            () => packageOf(newProgram, { productId: "0x3d5a1c7f" }).content,
            "productId: expected a package for the board 0x3d5a1c01",
        ],
        [
            "a newer runtime",
            () => forRuntime(2, 17),
            "bytecode.format: expected bytecode for runtime",
        ],
        [
            "another runtime",
            () => forRuntime(3, 0),
            "bytecode.format: expected bytecode for runtime",
        ],
        ["too large", oversize, `bytecode: expected at most ${programBytesMax()} bytes`],
        [
            "a newer tool",
            () => packageOf(newProgram, { toolVersionMin: "9.0.0" }).content,
            "toolVersionMin: expected a tool of 9.0.0",
        ],
    ])("PEN-SAF-22: pen update: %s: its own reason, exit code 2", async (_what, make, reason) => {
        const { code, out, err } = await updateSimulated(make())
        expect([code, out]).toEqual([2, ""])
        expect(err).toContain(reason)
    })

    test("PEN-SAF-22: pen update: an older counter: refused; allowed to be older: taken, and logged", async () => {
        const kept = records()
        const update = (changes: object): Promise<Ended> =>
            pen("update", file(packageOf(newProgram, changes).content), "--sim", "stepper", ...kept)
        expect((await update({ counter: 7 })).code).toBe(0)
        const older = await update({ counter: 6 })
        expect([older.code, older.out]).toEqual([2, ""])
        expect(older.err).toContain("counter: expected at least 7, which this pen has had")
        const allowed = await update({ counter: 6, allowOlder: true })
        expect(allowed.code).toBe(0)
        expect(journalOf(kept, "simulated-stepper")).toContain("counter 6 replaces a higher one")
    })

    test("PEN-SAF-22: pen update: a second tool on the same pen: exit code 1, nothing sent", async () => {
        const kept = records()
        mkdirSync(join(kept[1]!, "simulated-stepper"))
        // A process that is certainly alive and not this one.
        writeFileSync(join(kept[1]!, "simulated-stepper", "lock"), String(process.ppid))
        const { code, err } = await pen("update", file(next.content), "--sim", "stepper", ...kept)
        expect(code).toBe(1)
        expect(err).toContain(`another tool (process ${process.ppid}) is working on this pen`)
        expect(journalOf(kept, "simulated-stepper")).toBe("")
    })
})

describe.skipIf(!PenAtLine.possible)(
    "PEN-SAF-22: pen update: a pen at a serial line",
    { timeout: 90_000 },
    () => {
        const line = new PenAtLine()
        afterEach(() => line.close())

        /** A pen that has been on for 4 s, and what was done to it then. */
        async function penAtLine(...deeds: object[]): Promise<[Pen, string[]]> {
            const made = await Pen.make({ seed: 1, bytecode: oldProgram, machine })
            made.powerOn()
            made.runUntil(4_000)
            // A pen with a cartridge has a way out for its data only with the bench strap.
            made.world.chain.benchStrap.set(1)
            const cartridges = { a: { kind: "adjustable", minUm: 0, maxUm: 1500 } }
            const steps = deeds.map(deed => ({ atMs: 1, ...deed }))
            const file = { schema: 1, cartridges, steps, untilMs: 10 }
            const scenario = parseScenario(file, "test", () => new Uint8Array(0))
            for (const step of scenario.steps) act(made, scenario, step)
            made.runUntil(5_000)
            return [made, ["--port", await line.attach(made), ...records()]]
        }

        test("PEN-SAF-22: pen update: at rest: the new program, as on a simulated one", async () => {
            const [made, words] = await penAtLine()
            const { code, out, err } = await pen("update", file(next.content), ...words, "--json")
            expect([code, err]).toEqual([0, ""])
            expect(JSON.parse(out)).toMatchObject({ to: sha256(newProgram), counter: 2 })
            expect(made.observer.figures()).toMatchObject({ strokes: 0, driveOnMs: 0 })
        })

        test("PEN-SAF-22: pen update: its process is killed while it sends: --resume ends the update", async () => {
            const [made, words] = await penAtLine()
            const whole = ["tools/pen.mjs", "update", file(next.content), ...words]
            const tool = spawn(process.execPath, whole, { cwd: root, stdio: "ignore" })
            const gone = once(tool, "exit")
            const records = words.slice(2)
            const journal = (): string =>
                readdirSync(records[1]!)
                    .map(one => journalOf(records, one))
                    .join("")
            await vi.waitUntil(() => journal().includes("sending"), { timeout: 60_000 })
            const fromMs = made.nowMs
            await vi.waitUntil(() => made.nowMs > fromMs + 300, { timeout: 30_000 })
            tool.kill("SIGKILL")
            await gone
            expect(journal()).not.toContain("sent")
            await line.close()
            const again = ["--port", await line.attach(made), ...records]
            const other = await pen("update", file(next.content), ...again)
            expect(other.code).toBe(1)
            expect(other.err).toContain("is not finished: say --resume")
            expect((await pen("update", "--resume", ...again)).code).toBe(0)
            expect(journal()).toContain("confirmed")
            expect(made.firmware.state).toBe("Locked")
            expect(made.observer.figures()).toMatchObject({ strokes: 0, driveOnMs: 0 })
        })

        test.each<[string, object, string]>([
            ["a cartridge is fitted", { do: "insert", cartridge: "a" }, "a cartridge is fitted: "],
            [
                "needles not parked",
                { do: "fault", unit: "hall", kind: "wrong", value: 8000 },
                "the needles are not parked: ",
            ],
            [
                "29 % of the battery",
                { do: "fault", unit: "battery", kind: "wrong", value: 61 },
                "the battery is low: charge it, then start again. Nothing changed.",
            ],
        ])(
            "PEN-SAF-22: pen update: %s: exit code 1, nothing was sent",
            async (_what, deed, reason) => {
                const [, words] = await penAtLine(deed)
                const { code, err } = await pen("update", file(next.content), ...words)
                expect(code).toBe(1)
                expect(err).toContain(`the pen refuses Service: ${reason}`)
                const [device] = readdirSync(words[3]!)
                const journal = journalOf(words.slice(2), device!)
                expect(journal).toContain("refuses Service")
                expect(journal).not.toContain("sending")
            }
        )
    }
)
