import { Max22200a, type Max22200aOptions } from "../../sim/chips/max22200a"
import { Clock } from "../../sim/clock"
import {
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
} from "../../src/drivers/max22200a.regs"

const write = 0x80
const short = 0x01

/** The chip with its pins in the hands of the test, and a coil of 8 ohm and 10 mH; no driver. */
export class Bench {
    readonly clock = new Clock()
    readonly chip: Max22200a
    command = false
    supplyMv = 7400
    coilMa = 0
    /** Answer to the last command. */
    flags = 0

    /** Supplied, enabled and ready to talk. */
    constructor(options: Max22200aOptions = {}) {
        const pins = {
            command: () => this.command,
            supplyMv: () => this.supplyMv,
            coilMa: () => this.coilMa,
        }
        this.chip = new Max22200a(this.clock, pins, options)
        this.chip.power(true)
        this.chip.enable(true)
        this.clock.advanceBy(500)
    }

    /** One frame of bytes. */
    frame(...bytes: number[]): number[] {
        this.chip.select()
        const reply = bytes.map(byte => this.chip.exchange(byte))
        this.chip.deselect()
        return reply
    }

    tell(command: number): number {
        this.command = true
        this.flags = this.frame(command)[0]!
        this.command = false
        return this.flags
    }

    /** The reply to the data of a write. */
    write(register: number, word: number): number[] {
        this.tell(write | (register << 1))
        return this.frame(word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24)
    }

    writeByte(register: number, byte: number): number[] {
        this.tell(write | (register << 1) | short)
        return this.frame(byte)
    }

    /** Reads a register; `clear` goes out on SDI meanwhile. */
    read(register: number, clear = 0): number {
        this.tell(register << 1)
        const sent = [clear >>> 24, clear >>> 16, clear >>> 8, clear].map(part => part & 0xff)
        return this.frame(...sent).reduce((sum, byte) => sum * 256 + byte, 0)
    }

    readByte(register: number): number {
        this.tell((register << 1) | short)
        return this.frame(0)[0]!
    }

    /** Steps 1 to 4 of the programming procedure, and the time until outputs follow. */
    prepare(config: number): void {
        this.read(Register.STATUS)
        this.write(Register.STATUS, Flag.ACTIVE)
        this.write(Register.CFG_CH0, config)
        this.clock.advanceBy(2500)
    }

    switch(on: boolean): void {
        this.writeByte(Register.STATUS, on ? 1 : 0)
    }

    /** Lets the coil follow for so long, in steps of 50 us. */
    run(us: number): void {
        for (let passed = 0; passed < us; passed += 50) {
            this.clock.advanceBy(50)
            this.moveCoil(50)
            this.chip.step(50)
        }
    }

    private moveCoil(us: number): void {
        const { targetMa, drivingFraction, leastFraction } = this.chip.drive
        const fraction = this.coilMa <= targetMa ? drivingFraction : leastFraction
        const endMa = (this.supplyMv * fraction) / 8
        const next = endMa + (this.coilMa - endMa) * Math.exp((-us * 8) / 10_000)
        this.coilMa = this.coilMa <= targetMa ? Math.min(next, targetMa) : next
    }
}

/** CFG_CH0: HOLD, HIT, HIT_T and the low byte, by default 50 kHz without diagnosis. */
export function config(hold: number, hit: number, hitTime: number, low = 0x20): number {
    return ((hold << 24) | (hit << 16) | (hitTime << 8) | low) >>> 0
}
