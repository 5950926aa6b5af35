/** The virtual machine cut out of the CLI: found or clearly missed, isolated, and restarted as on the chip. */
import { join } from "node:path"
import { afterEach, describe, expect, test, vi } from "vitest"
import { Vm, type VmHost } from "../../sim/vm"
import { stockWasm, vmSource } from "../../sim/vmsource"
import { root } from "../../tools/paths"
import { bytecode } from "../support/bytecode"
import { runningTreatment, type Treatment } from "../support/treatment"

afterEach(() => {
    vi.doUnmock("../../tools/paths")
    vi.resetModules()
})

/** A surrounding without any chip: every access fails. */
class Host implements VmHost {
    readonly lines: string[] = []
    readonly panics: number[] = []
    ms = 0
    nowMs(): number {
        return this.ms
    }
    random(count: number): Uint8Array {
        return new Uint8Array(count).fill(7)
    }
    mailbox(): number {
        return -1
    }
    log(line: string): void {
        this.lines.push(line)
    }
    panic(code: number): void {
        this.panics.push(code)
    }
}

function turn(vm: Vm, host: Host, passes: number): void {
    for (let pass = 0; pass < passes; pass++) {
        host.ms += 10
        vm.process()
    }
}

describe("vm: in the CLI", () => {
    test("vm: marker and binary are there: source and a valid wasm module", () => {
        expect(vmSource()).toContain("_jd_em_process")
        expect(WebAssembly.validate(stockWasm())).toBe(true)
    })

    test("vm: marker missing: the error says which CLI it needs and what to run", async () => {
        vi.resetModules()
        // Any file without the marker stands for a CLI of another version.
        vi.doMock("../../tools/paths", () => ({ root, cliPath: join(root, "package.json") }))
        const source = await import("../../sim/vmsource")
        expect(() => source.vmSource()).toThrow(/@devicescript\/cli exactly 2\.16\.4.*npm ci/)
        const stranger = await import("../../sim/vm")
        await expect(stranger.Vm.load(new Host())).rejects.toThrow(/not where it should be/)
    })
})

describe("vm: several in one process", () => {
    test("vm: one has a program and runs, the other stays empty and silent", async () => {
        const [busy, idle] = [new Host(), new Host()]
        const one = await Vm.load(busy)
        const other = await Vm.load(idle)
        one.install(bytecode)
        one.boot()
        other.boot()
        const silent = idle.lines.length
        turn(one, busy, 200)
        expect(busy.lines.filter(line => line.startsWith("* start:"))).not.toHaveLength(0)
        expect(idle.lines).toHaveLength(silent)
        turn(other, idle, 200)
        expect(idle.lines.filter(line => line.startsWith("* start:"))).toHaveLength(0)
    })

    test("vm: memory put back: goes on from there and says the same again", async () => {
        const host = new Host()
        const vm = await Vm.load(host)
        vm.install(bytecode)
        vm.boot()
        turn(vm, host, 50)
        const memory = vm.snapshot()
        const { ms } = host
        const from = host.lines.length
        turn(vm, host, 150)
        const said = host.lines.slice(from)
        vm.restore(memory)
        host.ms = ms
        const again = host.lines.length
        turn(vm, host, 150)
        expect(said).not.toHaveLength(0)
        expect(host.lines.slice(again)).toEqual(said)
    })

    test("vm: bytecode that is none: refused, not run", async () => {
        const vm = await Vm.load(new Host())
        expect(() => vm.install(new Uint8Array(64).fill(1))).toThrow(/refused|abort/)
    })
})

function timesOf(pen: Treatment, event: string): number[] {
    const found = pen.pen.events.filter(({ kind, event: is }) => kind === "program" && is === event)
    return found.map(({ atMs }) => atMs)
}

describe("vm: panic and restart", () => {
    test("vm: program panics: seen with its code, outputs held, started anew after about 5.24 s", async () => {
        const pen = await runningTreatment({ seed: 3 })
        const { arm } = pen.pen.world.chain
        pen.do({ do: "vm_panic" }).wait(4_900)
        const [panicMs] = timesOf(pen, "panic")
        expect(panicMs).toBeDefined()
        expect(arm.value, "outputs hold their last level while panicked").toBe(1)
        const starts = timesOf(pen, "start").length
        pen.until("the program starts anew", 1_000, () => timesOf(pen, "start").length > starts)
        const restartMs = timesOf(pen, "start").at(-1)!
        expect(restartMs - panicMs!).toBeGreaterThan(5_000)
        expect(restartMs - panicMs!).toBeLessThan(5_400)
        expect(arm.value).toBe(0)
    })

    test("vm: program hangs for more than 5 s: the task watchdog resets the chip", async () => {
        const pen = await runningTreatment({ seed: 4 })
        const fromMs = pen.nowMs
        pen.do({ do: "vm_hang", forMs: 60_000 }).wait(7_500)
        const [resetMs] = timesOf(pen, "reset")
        expect(resetMs! - fromMs).toBeCloseTo(5_000, 0)
        expect(timesOf(pen, "start")).toHaveLength(2)
    })
})
