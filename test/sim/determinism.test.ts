/** Same bytecode, seed and scenario: the same fingerprint of every pin edge and bus byte. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { runScenario } from "../../sim/run"
import { loadScenario } from "../../sim/scenario"
import { root } from "../../tools/paths"
import { bytecode } from "../support/bytecode"
import { treatment, type Treatment } from "../support/treatment"

const file = join(root, "scenarios", "cartridge-pulled-while-running.json")

async function hashOf(seed: number): Promise<string> {
    return (await runScenario(loadScenario(file, { seed }), bytecode)).traceSha256
}

/** The same hash, from a process of its own. */
async function hashFromAnotherProcess(seed: number): Promise<string> {
    const arguments_ = [join(root, "tools", "pen.mjs"), "run", file, "--json", "--seed", `${seed}`]
    const { stdout } = await promisify(execFile)(process.execPath, arguments_)
    return (JSON.parse(stdout) as { traceSha256: string }).traceSha256
}

/** A short treatment, in slices that another pen may run between. */
class Slices {
    private slice = 0

    constructor(private readonly pen: Treatment) {
        pen.powerOn().do({ do: "insert", cartridge: "a" })
        pen.doIn(2_600, { do: "acknowledge" }).doIn(2_900, { do: "press" })
        pen.doIn(3_400, { do: "fault", unit: "hall", kind: "garbage" })
    }

    /** @returns false after the last one. */
    next(): boolean {
        this.pen.wait(50)
        return ++this.slice < 80
    }

    get hash(): string {
        return this.pen.pen.trace.digest()
    }
}

test("determinism: same seed twice in one process: same hash; another seed: another hash", async () => {
    const first = await hashOf(5)
    expect(await hashOf(5)).toBe(first)
    expect(await hashOf(6)).not.toBe(first)
}, 60_000)

test("determinism: same seed in another process: same hash", async () => {
    expect(await hashFromAnotherProcess(5)).toBe(await hashOf(5))
}, 60_000)

test("determinism: two pens in turns in one process: each the hash that it has alone", async () => {
    const alone = []
    for (const seed of [7, 8]) {
        const pen = new Slices(await treatment({ seed }))
        while (pen.next());
        alone.push(pen.hash)
    }
    const one = new Slices(await treatment({ seed: 7 }))
    const other = new Slices(await treatment({ seed: 8 }))
    while (one.next()) other.next()
    other.next()
    expect([one.hash, other.hash]).toEqual(alone)
    expect(alone[0]).not.toBe(alone[1])
}, 60_000)

test("determinism: somebody watches every millisecond: the pen lives the same life", async () => {
    for (const seed of [9, 10]) {
        const alone = new Slices(await treatment({ seed }))
        while (alone.next());
        const watched = await treatment({ seed })
        let looks = 0
        watched.pen.observer.onLook(() => looks++)
        const slices = new Slices(watched)
        while (slices.next());
        expect(slices.hash).toBe(alone.hash)
        expect(looks).toBeGreaterThan(3_900)
    }
}, 60_000)
