import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { afterAll, afterEach, describe, expect, test, vi } from "vitest"
import { faultPairs } from "../../sim/faults"
import { main } from "../../tools/commandline"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-pen-"))
afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => {
    process.exitCode = undefined
    vi.restoreAllMocks()
})

interface Ended {
    code: number
    out: string
    err: string
}

/** Runs the command line in this process and catches what it prints. */
async function pen(...words: string[]): Promise<Ended> {
    const text = { out: "", err: "" }
    const into = (stream: "out" | "err") => (chunk: string | Uint8Array) => {
        text[stream] += stripVTControlCharacters(String(chunk))
        return true
    }
    vi.spyOn(process.stdout, "write").mockImplementation(into("out"))
    vi.spyOn(process.stderr, "write").mockImplementation(into("err"))
    const code = await main(["node", "pen", ...words])
    return { code, ...text }
}

/** A file in the scratch folder. */
function file(name: string, content: string | Uint8Array): string {
    const path = join(scratch, name)
    writeFileSync(path, content)
    return path
}

const good = { schema: 1, steps: [{ atMs: 1, do: "press" }], untilMs: 10 }

describe("pen: usage", () => {
    test("pen: --help: names every command, exit code 0", async () => {
        const { code, out } = await pen("--help")
        expect(code).toBe(0)
        for (const name of ["build", "run", "demo", "campaign", "bench", "cartridge"])
            expect(out).toContain(`\n  ${name}`)
    })

    test.each([
        ["an unknown command", ["leap"], "unknown command 'leap'"],
        ["an unknown option", ["run", "x.json", "--fast"], "unknown option '--fast'"],
        ["no file", ["run"], "missing required argument 'file'"],
        [
            "a seed that is no number",
            ["run", "x.json", "--seed", "x"],
            'from 0 to 2147483647, found "x"',
        ],
        [
            "an unknown variant",
            ["run", "x.json", "--variant", "laser"],
            "Allowed choices are stepper",
        ],
        ["an unknown benchmark", ["bench", "beauty"], "unknown command 'beauty'"],
        ["an unknown hazard", ["campaign", "--hazard", "H-99"], "--hazard: expected one of H-"],
        ["a part that is not there", ["campaign", "--shard", "3/2"], "expected I/N with I from 1"],
        ["many runs to show", ["campaign", "--show"], "expected a single run: one hazard with"],
        ["runs of nowhere", ["campaign", "--merge", "none.jsonl"], "a file that can be read"],
        ["an unknown case", ["campaign", "--case", "luck"], "--case: expected one of nut-"],
        ["seeds backwards", ["campaign", "--seeds", "9..1"], "expected seeds A..B"],
        ["no pen to attach", ["sim"], "one of --devtools, --line and --port, found"],
        ["two pens at once", ["sim", "--line", "x", "--port", "y"], 'and --port, found "more"'],
        [
            "journals of two",
            ["journal", "x.bin", "--port", "y"],
            'and --port PATH, found "x.bin, y"',
        ],
    ])("pen: %s: refused with exit code 2", async (_what, words, expected) => {
        const { code, out, err } = await pen(...words)
        expect([code, out]).toEqual([2, ""])
        expect(err).toContain(expected)
    })
})

describe("pen run: bad input is refused with exit code 2 and the place of it", () => {
    const rows: [string, () => string, string][] = [
        ["a missing file", () => join(scratch, "none.json"), "expected a file that can be read"],
        [
            "broken JSON",
            () => file("broken.json", '{\n  "schema": 1,\n}'),
            "expected JSON, found something else at line 3",
        ],
        [
            "an unknown action",
            () => step({ do: "leap" }),
            "steps[0].do: expected an action: one of insert",
        ],
        [
            "a negative depth",
            () => step({ do: "set_depth", um: -50 }),
            "steps[0].um: expected a multiple of 50 of µm from 0 to 2500, found -50",
        ],
        [
            "an image of 143 bytes",
            shortImage,
            'cartridges.a.image: expected a DS2431 image of 144 bytes, found "short.bin" with 143 bytes',
        ],
        [
            "a variant that nobody builds",
            () => file("s.json", JSON.stringify({ ...good, variant: "laser" })),
            "variant: expected a variant: one of stepper, solenoid",
        ],
    ]
    const step = (fields: object): string =>
        file("step.json", JSON.stringify({ ...good, steps: [{ atMs: 1, ...fields }] }))

    function shortImage(): string {
        file("short.bin", new Uint8Array(143))
        const cartridges = { a: { image: "short.bin", rom: "2D4A6B0C0D0E0F93" } }
        return file("image.json", JSON.stringify({ ...good, cartridges }))
    }

    test.each(rows)("pen run: %s: refused", async (_what, path, expected) => {
        const { code, out, err } = await pen("run", path())
        expect([code, out]).toEqual([2, ""])
        expect(err).toContain(expected)
    })

    test("pen run: refused with --json: standard output is one JSON value with the problems", async () => {
        const { code, out } = await pen("run", step({ do: "set_rate", hz: 29 }), "--json")
        expect(code).toBe(2)
        const problem = {
            path: "steps[0].hz",
            expected: "a whole number of Hz from 30 to 150",
            found: "29",
        }
        expect(JSON.parse(out)).toMatchObject({
            schema: 1,
            error: { code: 2, problems: [problem] },
        })
    })
})

describe("pen campaign --list", () => {
    test("pen campaign --list: --json: every pair of the table", async () => {
        const { code, out } = await pen("campaign", "--list", "--json")
        expect([code, JSON.parse(out)]).toEqual([0, faultPairs()])
    })

    test("pen campaign --list: for people: each unit with its kinds below it", async () => {
        const { out } = await pen("campaign", "--list")
        expect(out).toMatch(/^latchPin {2}.*\n {4}stuckHigh .*\n {4}stuckLow /m)
        expect(out).toContain(`${faultPairs().length} pairs`)
    })
})

describe("pen campaign", () => {
    /** A file of one run, in which something was violated or nothing. */
    function runs(name: string, violations: readonly object[]): string {
        const head = { schema: 1, bytecodeSha256: { stepper: "0" }, charged: false, threads: 1 }
        const run = {
            hazard: "H-07",
            case: "pulled-while-running",
            variant: "stepper",
            arm: "with",
            seed: 3,
            occurred: true,
            worst: 7,
            harmed: violations.length > 0,
            violations,
            invariants: {},
            visits: ["Running remove"],
            traceSha256: "0",
            virtualMs: 4000,
        }
        return file(name, `${JSON.stringify(head)}\n${JSON.stringify(run)}\n`)
    }

    test("pen campaign: nothing violated: exit code 0 and one JSON value", async () => {
        const { code, out } = await pen("campaign", "--merge", runs("good.jsonl", []), "--json")
        expect([code, JSON.parse(out)]).toMatchObject([0, { runs: 1, seeds: [3, 3] }])
    })

    test("pen campaign: a violation: exit code 1, told with its replay command", async () => {
        const violation = { invariant: "emptyDrivenMs", value: 7, limit: 2, atMs: 3700 }
        const path = runs("bad.jsonl", [violation])
        const { code, out } = await pen("campaign", "--merge", path)
        expect(code).toBe(1)
        expect(out).toContain("emptyDrivenMs 7, limit 2, at 3700 ms")
        expect(out).toContain("--arm with --seeds 3 --show")
    })
})

describe("pen cartridge", () => {
    const image = join(scratch, "made.bin")

    test("pen cartridge: make, then show: the image says what was asked for", async () => {
        const words = [
            "--kind",
            "fixed",
            "--length-um",
            "750",
            "--lot",
            "Z9",
            "--expires",
            "2027-06-30",
        ]
        const made = await pen("cartridge", "make", image, ...words, "--json")
        expect(made.code).toBe(0)
        expect(JSON.parse(made.out)).toMatchObject({ bytes: 144, rom: /^2D[0-9A-F]{14}$/ })
        expect(readFileSync(image)).toHaveLength(144)
        const shown = await pen("cartridge", "show", image, "--json")
        const record = { kind: "fixed", lengthUm: 750, lot: "Z9", expires: "2027-06-30" }
        expect(JSON.parse(shown.out)).toMatchObject({ verdict: [], used: false, record })
        expect(shown.code).toBe(0)
    })

    test("pen cartridge show: a corrupt record: exit code 1 and the reader's verdict", async () => {
        await pen("cartridge", "make", image, "--crc", "bad", "--used")
        const { code, out } = await pen("cartridge", "show", image)
        expect(code).toBe(1)
        expect(out).toMatch(
            /Verdict +CartridgeCorrupt\nTag +unchecked\nUse mark +burnt, session 259/
        )
    })

    test.each([
        [
            "a depth out of range",
            ["make", image, "--min-um", "9000"],
            "minUm: expected a whole number of µm from 0 to 3000",
        ],
        [
            "a length for an adjustable one",
            ["make", image, "--length-um", "500"],
            "lengthUm: expected only the keys",
        ],
        [
            "a file of another size",
            ["show", file("tiny.bin", new Uint8Array(3))],
            "expected a DS2431 image of 144 bytes, found 3 bytes",
        ],
        [
            "no file",
            ["show", join(scratch, "none.bin")],
            "expected a DS2431 image of 144 bytes, found ENOENT",
        ],
    ])("pen cartridge: %s: refused with exit code 2", async (_what, words, expected) => {
        const { code, err } = await pen("cartridge", ...words)
        expect(code).toBe(2)
        expect(err).toContain(expected)
    })
})
