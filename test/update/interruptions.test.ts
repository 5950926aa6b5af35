import { afterEach, describe, expect, test } from "vitest"
import { Vm } from "../../sim/vm"
import { sha256 } from "../../tools/release/package"
import { STORE } from "../../tools/release/layout"
import { storeImage } from "../../tools/release/store"
import { flashBoard } from "../../tools/flash/flash"
import { FlashInterrupter } from "../../tools/update/flashinterruptions"
import { Interrupter } from "../../tools/update/interruptions"
import { diagnose, recover } from "../../tools/update/recover"
import { BoardLine } from "../../tools/flash/boardline"
import { newProgram, oldProgram, packageOf, UpdateRig } from "../support/updaterig"

const next = packageOf(newProgram)
const good = packageOf(oldProgram).package

function interrupter(): Interrupter {
    const { content, package: made } = next
    return new Interrupter({ variant: "stepper", old: oldProgram, next: made, content })
}

test(
    "PEN-SAF-22: interrupted updates, 10 seeds: each pen comes back, none moves",
    { timeout: 120_000 },
    async () => {
        const interrupted = interrupter()
        const left = new Set<string>()
        for (let seed = 1; seed <= 10; seed++) {
            const found = await interrupted.run(seed)
            left.add(found.left)
            expect(found.end, `seed ${seed}`).not.toBe("lost")
            expect([found.unsafe, found.memory], `seed ${seed}`).toEqual([[], []])
        }
        // Interruptions that change nothing would prove nothing.
        expect([...left].sort()).toEqual(["new", "none", "old"])
    }
)

test("PEN-SAF-22: interrupted flashing, 6 seeds: each pen comes back, none moves", async () => {
    const interrupted = new FlashInterrupter({
        variant: "stepper",
        old: oldProgram,
        next: next.package,
        content: next.content,
    })
    const left = new Set<string>()
    for (let seed = 11; seed <= 16; seed++) {
        const found = await interrupted.run(seed)
        left.add(found.left)
        const { end, unsafe, memory } = found
        expect([end, unsafe, memory], `seed ${seed}`).toEqual(["new", [], []])
    }
    expect(left.size).toBeGreaterThan(1)
}, 120_000)

test("interrupted updates: the same seed again: the same end, at the same time", async () => {
    // A cable that is pulled leaves questions and chunks without an answer, which are then asked again.
    const kinds = await Promise.all([3, 3].map(seed => interrupter().run(seed)))
    expect(kinds[0]).toEqual(kinds[1])
}, 60_000)

describe("PEN-SAF-22: recover", () => {
    let rig: UpdateRig | undefined
    afterEach(() => {
        rig?.close()
        rig = undefined
    })

    /** A pen that finds this in its flash when it is switched on. */
    async function penWith(flash: Uint8Array): Promise<UpdateRig> {
        const made = await UpdateRig.make()
        made.pen.powerOff()
        made.pen.mcu.loadFlash(flash)
        made.pen.powerOn()
        made.pen.runUntil(8000)
        rig = made
        return made
    }

    test("PEN-SAF-22: recover: a store that was formatted: said so, and sent again", async () => {
        const made = await penWith(new Uint8Array(STORE.sizeBytes).fill(0xff))
        expect(made.pen.world.chain.alive.high).toBe(false)
        const { tool, status } = await made.found(good)
        expect(diagnose(status, tool.records)).toBe("formatted")
        expect(await recover(tool, status, undefined)).toBe("formatted")
        expect(await tool.link.sha256()).toBe(sha256(oldProgram))
        expect(made.pen.firmware.state).toBe("Locked")
    })

    test("PEN-SAF-22: recover: a program that nobody knows: replaced by the good one", async () => {
        const made = await penWith(storeImage(newProgram))
        const { tool, status } = await made.found(good)
        expect(await recover(tool, status, undefined)).toBe("unknown")
        expect(await tool.link.sha256()).toBe(sha256(oldProgram))
    })

    test("PEN-SAF-22: recover: no program and no package kept: says what to name", async () => {
        const made = await penWith(new Uint8Array(STORE.sizeBytes).fill(0xff))
        const { tool, status } = await made.found()
        await expect(recover(tool, status, undefined)).rejects.toThrow("--package FILE")
    })

    test("PEN-SAF-22: recover: a torn directory keeps the pen from starting: its store is rescued", async () => {
        const torn = storeImage(oldProgram)
        // The last byte of an entry's size was not written: the runtime runs beyond its store at every start.
        torn[47] = 0xff
        expect(await startsOn(torn)).toBe(false)
        const line = new BoardLine()
        line.board.flash.bytes.set(torn, STORE.offset)
        const part = { address: STORE.offset, data: storeImage(newProgram) }
        const steps = { identified: () => undefined, progress: () => undefined }
        await flashBoard(line, [part], steps)
        const flash = line.board.flash.bytes.slice(STORE.offset, STORE.offset + STORE.sizeBytes)
        expect(await startsOn(flash)).toBe(true)
    })
})

/** Whether the stock runtime starts our program from this store. */
async function startsOn(flash: Uint8Array): Promise<boolean> {
    let started = false
    let nowMs = 0
    const vm = await Vm.load({
        nowMs: () => nowMs,
        random: count => new Uint8Array(count).fill(1),
        mailbox: () => -1,
        log: line => {
            started ||= line.startsWith("* start: dermalock")
        },
        panic: () => undefined,
    })
    vm.loadFlash(flash)
    try {
        vm.boot()
        for (; nowMs < 1180; nowMs += 10) vm.process()
    } catch {
        return false
    }
    return started
}
