/**
 * MAX17049: gauge of a 2S pack. It has its supply from the logic's 3.3 V and measures at its CELL pin. The traps: no
 * charge in the first second; a voltage that is the mean of four conversions, 250 ms apart; hibernation, into which
 * it falls by itself and in which it converts every 45 s; settings that a reset takes away. Quick-start, sleep and
 * the model table are not modelled: to write to them is an unknown access. Conversions are made when somebody looks;
 * all that are due by then see the same pack.
 */
import type { Clock } from "../clock"
import {
    Max17049Bus,
    Max17049Layout,
    Max17049Register,
    Max17049Status,
} from "../../src/drivers/max17049.regs"
import { type FaultKind, hexadecimal, I2cChip } from "./i2cchip"

const CONVERSION_US = 250_000
const HIBERNATING_US = 45_000_000
const AVERAGED = 4
/** The first charge is told with so many conversions, 1 s after power-on. */
const CONVERSIONS_TO_CHARGE = 4
/** So long below the threshold before it hibernates. */
const SLOW_US = 360_000_000
const HOUR_US = 3_600_000_000
/** Steps of the two thresholds of hibernation: %/h, and mV of one cell. */
const RATE_STEP = 0.208
const ACTIVITY_STEP_MV = 1.25
const CELLS = 2
const LARGEST = 0xffff
/** Default of `wrong`. */
const LIE_PERCENT = 50
const RESET_COMMAND = 0x5400
const CONFIG_SLEEP = 0x0080

/** Power-on values of what can be written and keeps what it is given. */
const WRITABLE: readonly (readonly [register: Max17049Register, value: number])[] = [
    [Max17049Register.Hibernate, 0x8030],
    [Max17049Register.Config, 0x971c],
    [Max17049Register.VoltageAlert, 0x00ff],
    [Max17049Register.ResetVoltage, 0x9600],
    [Max17049Register.Status, Max17049Status.Reset],
]
const VERSION = 0x0012

/** What its CELL pin is connected to. */
export interface GaugedPack {
    /** Under its load, mV. */
    terminalMv(): number
    percent(): number
    /** Without load at another charge, mV. */
    openMv(percent: number): number
}

export class Max17049 extends I2cChip {
    readonly part = "MAX17049"
    readonly address = Max17049Bus.Address
    protected readonly kinds: readonly FaultKind[] = [
        ...(["off", "stuck", "garbage", "wrong", "reset", "intermittent"] as const),
    ]
    private readonly registers = new Map<number, number>()
    private readonly converted: number[] = []
    private conversions = 0
    private nextUs = 0
    private lookedUs = 0
    private percentSeen = 0
    private slowUs = 0
    private charge = 0
    hibernates = false
    private pointer = 0
    /** Bytes of this write so far. */
    private written = 0
    private incoming = 0

    constructor(
        clock: Clock,
        private readonly pack: GaugedPack
    ) {
        super(clock)
        this.lose()
    }

    /** Everything to its power-on value. */
    private lose(): void {
        for (const [register, value] of WRITABLE) this.registers.set(register, value)
        this.converted.length = 0
        this.conversions = 0
        this.charge = 0
        this.hibernates = false
        this.slowUs = 0
        this.lookedUs = this.clock.nowUs
        this.nextUs = this.clock.nowUs + CONVERSION_US
    }

    protected override powerOn(): void {
        this.lose()
    }

    protected override powerOff(): void {
        this.pointer = 0
    }

    protected override beforeFault(): void {
        this.convertDue()
    }

    protected override begin(read: boolean): boolean {
        this.convertDue()
        if (!read) this.written = 0
        return true
    }

    private convertDue(): void {
        const { nowUs } = this.clock
        if (this.nextUs > nowUs || this.kind === "stuck") return
        const percent = this.pack.percent()
        const hours = (nowUs - this.lookedUs) / HOUR_US
        const rate = Math.abs(this.percentSeen - percent) / hours
        this.percentSeen = percent
        this.lookedUs = nowUs
        while (this.nextUs <= nowUs) {
            this.convert(percent)
            this.hibernate(rate)
            this.nextUs += this.hibernates ? HIBERNATING_US : CONVERSION_US
        }
    }

    private convert(truePercent: number): void {
        const { pack, converted } = this
        const lie = this.kind === "wrong" ? this.value || LIE_PERCENT : 0
        const percent = Math.max(0, truePercent + lie)
        const lieMv = lie === 0 ? 0 : pack.openMv(percent) - pack.openMv(truePercent)
        converted.push(pack.terminalMv() + lieMv)
        if (converted.length > AVERAGED) converted.shift()
        this.conversions++
        if (this.conversions < CONVERSIONS_TO_CHARGE) return
        this.charge = Math.floor(percent * Max17049Layout.ChargeStepsPerPercent)
    }

    /** `rate`: of the charge, %/h. */
    private hibernate(rate: number): void {
        const threshold = this.registers.get(Max17049Register.Hibernate)!
        const slow = rate < (threshold >> 8) * RATE_STEP
        this.slowUs = slow ? this.slowUs + CONVERSION_US : 0
        if (!this.hibernates) {
            this.hibernates = this.slowUs >= SLOW_US
            return
        }
        const openMv = this.pack.openMv(this.pack.percent())
        const loadMv = Math.abs(openMv - this.pack.terminalMv()) / CELLS
        const active = loadMv > (threshold & 0xff) * ACTIVITY_STEP_MV
        if (!active && threshold !== 0) return
        this.hibernates = false
        this.slowUs = 0
    }

    protected override accept(byte: number): boolean {
        this.written++
        if (this.written === 1) {
            this.pointer = byte
            return true
        }
        if (this.written % 2 === 0) {
            this.incoming = byte
            return true
        }
        const word = (this.incoming << 8) | byte
        // The chip is gone before it could acknowledge the last byte of its reset.
        if (this.pointer === Max17049Register.Command && word === RESET_COMMAND) {
            this.lose()
            return false
        }
        this.store(this.pointer, word)
        this.pointer += 2
        return true
    }

    private store(register: number, word: number): void {
        const old = this.registers.get(register)
        const sleeps = register === Max17049Register.Config && (word & CONFIG_SLEEP) !== 0
        if (old === undefined || sleeps)
            throw this.unknown(`write of ${hexadecimal(register)}: ${word.toString(16)}`)
        // A bit of the status is cleared by writing 0, and set by the chip alone.
        this.registers.set(register, register === Max17049Register.Status ? old & word : word)
        if (register === Max17049Register.Hibernate && word === 0) this.wake()
    }

    private wake(): void {
        if (this.hibernates) this.nextUs = this.clock.nowUs + CONVERSION_US
        this.hibernates = false
        this.slowUs = 0
    }

    protected override send(): number {
        const word = this.load(this.pointer & ~1)
        const byte = this.pointer % 2 === 0 ? word >> 8 : word & 0xff
        this.pointer++
        return byte
    }

    private load(register: number): number {
        if (register === Max17049Register.Cell) return this.cell()
        if (register === Max17049Register.Charge) return Math.min(LARGEST, this.charge)
        if (register === Max17049Register.Version) return VERSION
        const word = this.registers.get(register)
        if (word === undefined) throw this.unknown(`read of ${hexadecimal(register)}`)
        return word
    }

    private cell(): number {
        const { converted } = this
        if (converted.length === 0) return 0
        const mv = converted.reduce((sum, one) => sum + one, 0) / converted.length
        return Math.min(LARGEST, Math.max(0, Math.floor((mv * 1e6) / Max17049Layout.CellStepNv)))
    }

    protected override end(): void {
        this.written = 0
    }
}
