/**
 * The controller as its program feels it: an ESP32-C3 whose main loop wakes every 10 ms, when a transfer ends or when
 * a frame arrives, whose pins float until it has booted, and which keeps its outputs through a panic.
 */
import { MailboxOp, MailboxStatus } from "../src/hal/mailbox.regs"
import { Charge, type Rates } from "./charge"
import { collectionByChanceUs } from "./collection"
import type { Clock } from "./clock"
import type { Mailbox } from "./mailbox"
import { seamBytecodes } from "./seamshare"
import type { Random } from "./random"
import type { Machine } from "./machine"
import type { Vm, VmHost } from "./vm"

/** Period of the ESP32 port's main loop (devicescript-esp32 main/main.c: 10,000 µs). */
const LOOP_US = 10_000
/** ROM, bootloader and start of the native firmware. Estimated 0.3–0.6 s; this pen's runtime image is small. */
const BOOT_US_MIN = 300_000
const BOOT_US_MAX = 400_000
/** The task watchdog resets a main loop that has not run for 5 s (devicescript-esp32 main/main.c). */
const TASK_WATCHDOG_US = 5_000_000
/** Pads are released for 20 ms of deep sleep in every chip reset (devicescript-esp32 main/platform.c). */
const RESET_US = 20_000
/** Erasing and writing a program while it is stopped; outputs hold their last level. */
const REDEPLOY_US = 2_000_000

/** What is left to chance: the length of the boot, collections, and the machine's own random numbers. */
export interface McuRandom {
    readonly boot: Random
    readonly collection: Random
    readonly machine: Random
}

/** What happened to the program, for the result's timeline. */
export type McuEvent = "boot" | "start" | "panic" | "restart" | "reset" | "power-off"

export interface McuListener {
    log(line: string): void
    event(event: McuEvent, detail?: number): void
}

export class Mcu {
    private vm!: Vm
    private powered = false
    /** Has its supply and has booted: it drives its buses. */
    alive = false
    /** The same, and already while it boots. */
    private running = false
    /** What the main loop is to run for; a frame alone makes a short pass. */
    private wake: "tick" | "frame" | undefined
    private transferEnded = false
    private hungUntilUs = 0
    private panicAsked = false
    /** Work that must wait until the machine is not in the middle of a pass. */
    private due: (() => void) | undefined
    private readonly host: VmHost = {
        nowMs: () => this.clock.nowUs / 1000,
        random: count => this.random.machine.bytes(count),
        mailbox: bytes => this.answer(bytes),
        i2c: transfer => this.reach() ?? this.mailbox.transferI2c(transfer),
        log: line => this.hear(line),
        panic: code => {
            this.listener.event(code === 0 ? "restart" : "panic", code)
        },
        packet: frame => this.onFrame?.(frame),
        executed: address => this.onBytecode?.(address),
    }
    /** Distinguishes alarms of this power-on from those of an earlier one. */
    private life = 0
    private loopStartUs = 0
    private charge: Charge | undefined
    /** Frames that the runtime sends, for whoever listens on its USB. */
    onFrame: ((frame: Uint8Array) => void) | undefined
    /** Lines of the runtime's log, for the same listener. */
    onLog: ((line: string) => void) | undefined
    /** Address of the function whose bytecode comes next; see `profilingModule`. */
    onBytecode: ((address: number) => void) | undefined
    /** What the seam has executed: the chip has native code there. */
    seamBytecodes = 0
    /** Main loop passes since power-on, and the longest of them. */
    passes = 0

    private constructor(
        private readonly clock: Clock,
        private readonly mailbox: Mailbox,
        private readonly random: McuRandom,
        private readonly listener: McuListener
    ) {}

    static async make(
        clock: Clock,
        mailbox: Mailbox,
        random: McuRandom,
        listener: McuListener,
        machine: Machine
    ): Promise<Mcu> {
        const mcu = new Mcu(clock, mailbox, random, listener)
        mcu.vm = await machine.take(mcu.host)
        return mcu
    }

    /** Exports of the wasm instance, where an instrumented machine keeps its counters. */
    get exports(): Record<string, unknown> {
        return this.vm.exports
    }

    /** From now on the program's own processor time passes, too. Only with an instrumented machine. */
    chargeTime(rates: Rates): void {
        this.charge = new Charge(this.vm.exports, rates)
    }

    /** Writes the program into flash, as the factory does. */
    install(bytecode: Uint8Array): void {
        this.vm.install(bytecode)
    }

    /** Flash as a programmer left it; the next boot finds it so. */
    loadFlash(image: Uint8Array): void {
        this.vm.loadFlash(image)
    }

    /** Flash as it is at this moment, every single write included. */
    readFlash(): Uint8Array {
        return this.vm.readFlash()
    }

    /**
     * A frame reaches the runtime over USB, and wakes its main loop at once (jacdac-c `simple_rx.c`, JD_WAKE_MAIN;
     * devicescript-esp32 `main.c`, `jdesp_wake_main`). A chip that is off, or still booting, does not hear it.
     */
    receive(frame: Uint8Array): void {
        if (!this.alive) return
        this.vm.receive(frame)
        this.wake ??= "frame"
    }

    powerOn(): void {
        if (this.powered) return
        this.powered = true
        this.reset(0)
    }

    powerOff(): void {
        if (this.alive) this.vm.holdFlash()
        this.powered = false
        this.life++
        this.alive = this.running = false
        this.listener.event("power-off")
        this.mailbox.floatPins()
    }

    /** The program does not get to run for `forUs`; the task watchdog resets the chip after 5 s. */
    hang(forUs: number): void {
        this.hungUntilUs = this.clock.nowUs + forUs
        if (forUs >= TASK_WATCHDOG_US) this.inThisLife(TASK_WATCHDOG_US, () => this.chipReset())
    }

    /** The next access to a bus or pin panics, as a defect of the program would. */
    panic(): void {
        this.panicAsked = true
    }

    /** Stops the program, writes `bytecode` over it and starts that; outputs hold meanwhile. */
    redeploy(bytecode: Uint8Array): void {
        this.hang(REDEPLOY_US)
        this.inThisLife(REDEPLOY_US, () => {
            this.due = () => this.vm.redeploy(bytecode)
        })
    }

    chipReset(): void {
        if (!this.powered) return
        if (this.alive) this.vm.holdFlash()
        this.listener.event("reset")
        this.mailbox.floatPins()
        this.reset(RESET_US)
    }

    /** Runs the main loop whenever it is due, until `endUs`. A pass that is under way is finished. */
    runUntil(endUs: number): void {
        const clock = this.clock
        if (this.vm.host !== this.host)
            throw new Error("mcu: its virtual machine has been given to another pen")
        while (clock.nowUs < endUs) {
            if (this.due) {
                const due = this.due
                this.due = undefined
                due()
            } else if (this.wake && this.alive && clock.nowUs >= this.hungUntilUs) this.pass()
            else clock.advanceTo(Math.min(endUs, this.nextUs()))
        }
    }

    private nextUs(): number {
        const next = Math.max(this.clock.nextAlarmUs, this.clock.nowUs)
        const wakes = this.wake && this.alive && this.hungUntilUs > this.clock.nowUs
        return wakes ? Math.min(next, this.hungUntilUs) : next
    }

    private reset(afterUs: number): void {
        this.life++
        this.alive = this.running = false
        this.wake = undefined
        this.transferEnded = false
        this.panicAsked = false
        this.hungUntilUs = 0
        this.due = undefined
        const bootUs = this.random.boot.integer(BOOT_US_MIN, BOOT_US_MAX)
        this.inThisLife(afterUs + bootUs, () => {
            this.due = () => this.boot()
        })
    }

    private boot(): void {
        this.mailbox.bootLevels()
        this.running = true
        this.vm.boot()
        this.charge?.restart()
        this.alive = true
        this.listener.event("boot")
        this.loopStartUs = this.clock.nowUs
        this.armLoop(1)
    }

    /** The periodic timer of the main loop: posts one event, however late the loop is. */
    private armLoop(count: number): void {
        const life = this.life
        this.clock.at(this.loopStartUs + count * LOOP_US, () => {
            if (life !== this.life) return
            this.wake = "tick"
            this.armLoop(count + 1)
        })
    }

    private pass(): void {
        const short = this.transferEnded || this.wake === "frame"
        this.wake = undefined
        // Exact collections are charged with everything else; without that they come by chance.
        if (!this.charge) this.clock.advanceBy(collectionByChanceUs(this.random.collection, short))
        if (!this.alive) return
        if (this.transferEnded) {
            this.transferEnded = false
            this.vm.completeTransfer()
        }
        this.passes++
        this.vm.process()
        if (this.charge && this.alive) this.clock.advanceBy(this.charge.take(0))
    }

    /** Called by the SPI bus when a transfer has ended: wakes the main loop at once. */
    transferDone(): void {
        this.transferEnded = true
        this.wake ??= "tick"
    }

    private inThisLife(afterUs: number, call: () => void): void {
        const life = this.life
        this.clock.after(afterUs, () => {
            if (life === this.life) call()
        })
    }

    private hear(line: string): void {
        // What a program says in a pass in which it was reset or lost its supply, it never got to say.
        if (!this.running) return
        if (line.startsWith("* start:")) {
            this.mailbox.bootLevels()
            this.listener.event("start")
        }
        this.listener.log(line)
        this.onLog?.(line)
    }

    private answer(bytes: Uint8Array): number {
        if (bytes[0] === MailboxOp.BusAsked) return this.vm.hasOwnBus ? 1 : 0
        const seam = seamBytecodes(bytes)
        this.seamBytecodes += seam
        return this.reach(seam) ?? this.mailbox.answer(bytes)
    }

    /** The program turns to a bus or a pin. A status instead of an answer, if it does not get there. */
    private reach(seam = 0): number | undefined {
        // The chip was reset or lost its supply in the middle of this pass: nothing it does counts.
        if (!this.alive) return -1
        if (this.charge) this.clock.advanceBy(this.charge.take(seam))
        this.blockWhileHung()
        if (!this.alive) return -1
        if (!this.panicAsked) return undefined
        this.panicAsked = false
        return MailboxStatus.Panic
    }

    /** A hang that begins within a pass holds the program where it is. */
    private blockWhileHung(): void {
        const life = this.life
        while (this.alive && life === this.life && this.clock.nowUs < this.hungUntilUs)
            this.clock.advanceTo(Math.min(this.hungUntilUs, this.clock.nextAlarmUs))
    }
}
