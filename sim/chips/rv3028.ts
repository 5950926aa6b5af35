/**
 * RV-3028-C7: calendar and binary clock with a backup cell. The traps: no backup until its mode is set, in the mirror
 * and in the EEPROM that the mirror is reloaded from; flags that are cleared by writing 0; a pointer that STOP does not
 * reset; a binary counter that goes on while it is read. Alarms, timers, events and the password are not modelled: to
 * write to them is an unknown access.
 */
import type { Clock } from "../clock"
import {
    Rv3028Backup,
    Rv3028Bus,
    Rv3028Control1,
    Rv3028Eeprom,
    Rv3028Register,
    Rv3028Status,
} from "../../src/drivers/rv3028.regs"
import { calendarOf, secondsOf, type Calendar } from "./rv3028calendar"
import { type FaultKind, hexadecimal, I2cChip } from "./i2cchip"

const REGISTERS = 0x38
const SECOND_US = 1_000_000
/** Until the EEPROM has been read after power-on, and for each command ([DS-RV3028] "EEPROM timing"). */
const REFRESH_US = 66_000
const COMMAND_US: Readonly<Record<number, number>> = {
    [Rv3028Eeprom.UpdateAll]: 63_000,
    [Rv3028Eeprom.RefreshAll]: 3_500,
    [Rv3028Eeprom.WriteByte]: 16_000,
    [Rv3028Eeprom.ReadByte]: 1_400,
}
/** After VDD has returned until the bus may be used, tDEB at most. */
const DEBOUNCE_US = 183
const USER_EEPROM = 43
const MIRRORS = [Rv3028Register.Clkout, Rv3028Register.Offset, Rv3028Register.Backup] as const
/** Registers that can be written and keep what they are given. */
const PLAIN: readonly number[] = [
    Rv3028Register.Control1,
    Rv3028Register.UserRam1,
    Rv3028Register.UserRam2,
    Rv3028Register.EepromAddress,
    Rv3028Register.EepromData,
    ...MIRRORS,
]
const DAY_S = 86_400
const FLAGS = 0x7f

export class Rv3028 extends I2cChip {
    readonly part = "RV-3028"
    readonly address = Rv3028Bus.Address
    protected readonly kinds: readonly FaultKind[] = [
        ...(["off", "stuck", "garbage", "wrong", "reset", "intermittent"] as const),
    ]
    /** The EEPROM, the chip's non-volatile memory: user bytes, and the configuration behind the mirrors. */
    readonly eeprom = new Uint8Array(REGISTERS)
    private readonly registers = new Uint8Array(REGISTERS)
    private pointer = 0
    private pointerNext = false
    private readyUs = 0
    private eepromBusyUs = 0
    private firstCommand = false
    /** Seconds since 1970 at `sinceUs` by the calendar, and those of the binary counter. */
    private calendarS = 0
    private counterS = 0
    private sinceUs = 0
    private counterSinceUs = 0
    private frozenUs: number | null = null
    private stuckUs: number | null = null
    /** The calendar as it is read, or is being written, in one transfer. */
    private readonly latch = new Uint8Array(7)
    private calendarWritten = false
    private lastS = 0

    /** `backedUp`: a charged cell is at its backup pin. */
    constructor(
        clock: Clock,
        private readonly backedUp = true
    ) {
        super(clock)
        this.eeprom[Rv3028Register.Clkout] = 0xc0
        this.eeprom[Rv3028Register.Backup] = Rv3028Backup.Keep
        this.lose()
    }

    /** What the factory does: backup by level, in EEPROM and mirror, the time set, the power-lost flag cleared. */
    provision(unixSeconds: number): void {
        const backup = Rv3028Backup.Keep | Rv3028Backup.ModeLevel
        this.eeprom[Rv3028Register.Backup] = backup
        this.registers[Rv3028Register.Backup] = backup
        this.registers[Rv3028Register.Status] = 0
        this.eepromBusyUs = 0
        this.setCalendar(unixSeconds)
        this.setCounter(unixSeconds)
        this.lastS = unixSeconds
    }

    /** Seconds since 1970 as the binary counter has them. */
    get unixSeconds(): number {
        const added = this.kind === "wrong" ? this.value || 86_400 : 0
        return this.counterS + this.elapsed(this.counterSinceUs) + added
    }

    override fail(kind: FaultKind, value = 0, seed = 1): void {
        if (kind === "reset") {
            this.heal()
            this.lose()
            return
        }
        super.fail(kind, value, seed)
        if (kind === "stuck") this.stuckUs = this.clock.nowUs
    }

    override heal(): void {
        super.heal()
        // What stood still does not catch up.
        if (this.stuckUs !== null) {
            this.sinceUs += this.clock.nowUs - this.stuckUs
            this.counterSinceUs += this.clock.nowUs - this.stuckUs
            this.stuckUs = null
        }
    }

    private elapsed(sinceUs: number): number {
        const nowUs = this.stuckUs ?? this.frozenUs ?? this.clock.nowUs
        return Math.floor(Math.max(0, nowUs - sinceUs) / SECOND_US)
    }

    private setCalendar(seconds: number): void {
        this.calendarS = seconds
        this.sinceUs = this.clock.nowUs
    }

    private setCounter(seconds: number): void {
        this.counterS = seconds
        this.counterSinceUs = this.clock.nowUs
    }

    /** Both supplies are gone, or never were: everything to its power-on value. */
    private lose(): void {
        this.registers.fill(0)
        this.registers[Rv3028Register.Status] = Rv3028Status.PowerLost
        for (const mirror of MIRRORS) this.registers[mirror] = this.eeprom[mirror]!
        this.setCalendar(Date.UTC(2000, 0, 1) / 1000)
        this.setCounter(0)
        this.lastS = 0
        this.pointer = 0
        this.firstCommand = false
        this.eepromBusyUs = this.clock.nowUs + REFRESH_US
        this.readyUs = this.clock.nowUs + DEBOUNCE_US
    }

    private get keepsTime(): boolean {
        const mode = this.registers[Rv3028Register.Backup]! & Rv3028Backup.ModeMask
        return (
            this.backedUp && (mode === Rv3028Backup.ModeDirect || mode === Rv3028Backup.ModeLevel)
        )
    }

    protected override powerOff(): void {
        this.frozenUs = null
    }

    protected override powerOn(): void {
        this.readyUs = this.clock.nowUs + DEBOUNCE_US
        if (this.keepsTime) this.registers[Rv3028Register.Status]! |= Rv3028Status.BackupUsed
        else this.lose()
    }

    protected override begin(read: boolean): boolean {
        if (this.clock.nowUs < this.readyUs) return false
        this.pointerNext = !read
        this.passTime()
        // The calendar is frozen while the chip is addressed.
        const calendar = calendarOf(this.calendarS + this.elapsed(this.sinceUs))
        this.latch.set(calendar)
        return true
    }

    /** What the chip did by itself since it was last addressed: update flag, daily reload of the mirrors. */
    private passTime(): void {
        const nowS = this.unixSeconds
        if (nowS !== this.lastS) this.registers[Rv3028Register.Status]! |= Rv3028Status.Update
        const anotherDay = Math.floor(nowS / DAY_S) !== Math.floor(this.lastS / DAY_S)
        if (
            anotherDay &&
            (this.registers[Rv3028Register.Control1]! & Rv3028Control1.NoReload) === 0
        )
            for (const mirror of MIRRORS) this.registers[mirror] = this.eeprom[mirror]!
        this.lastS = nowS
    }

    /** All registers of the time are taken over together. */
    protected override end(): void {
        this.pointerNext = false
        if (!this.calendarWritten) return
        this.calendarWritten = false
        const seconds = secondsOf([...this.latch] as unknown as Calendar)
        if (seconds === null)
            throw this.unknown(`time ${[...this.latch].map(hexadecimal).join(" ")}`)
        this.setCalendar(seconds)
    }

    protected override accept(byte: number): boolean {
        if (this.pointerNext) {
            this.pointerNext = false
            this.pointer = byte
            return true
        }
        this.store(this.pointer++, byte)
        return true
    }

    private store(register: number, byte: number): void {
        if (register <= Rv3028Register.Year) {
            this.latch[register] = byte
            this.calendarWritten = true
        } else if (register >= Rv3028Register.UnixTime0 && register <= Rv3028Register.UnixTime3) {
            const shift = 256 ** (register - Rv3028Register.UnixTime0)
            const old = Math.floor(this.unixSeconds / shift) % 256
            this.setCounter(this.unixSeconds + (byte - old) * shift)
        } else if (register === Rv3028Register.Status) {
            // Only zeros count, and EEbusy cannot be written.
            this.registers[register]! &= byte & FLAGS
        } else if (register === Rv3028Register.EepromCommand) this.command(byte)
        else if (PLAIN.includes(register)) {
            if (register === Rv3028Register.Control1 && (byte & Rv3028Control1.TimerEnable) !== 0)
                throw this.unknown("periodic timer")
            this.registers[register] = byte
        } else throw this.unknown(`write of ${hexadecimal(register)}`)
    }

    /** Ignored while the EEPROM is busy, and unless the code for a first command came before. */
    private command(code: number): void {
        const first = this.firstCommand
        this.firstCommand = code === Rv3028Eeprom.First
        if (this.firstCommand || this.clock.nowUs < this.eepromBusyUs) return
        const lasts = COMMAND_US[code]
        if (lasts === undefined || !first) throw this.unknown(`EEPROM command ${hexadecimal(code)}`)
        this.eepromBusyUs = this.clock.nowUs + lasts
        const address = this.registers[Rv3028Register.EepromAddress]!
        if (code === Rv3028Eeprom.UpdateAll)
            for (const mirror of MIRRORS) this.eeprom[mirror] = this.registers[mirror]!
        else if (code === Rv3028Eeprom.RefreshAll)
            for (const mirror of MIRRORS) this.registers[mirror] = this.eeprom[mirror]!
        else if (address >= USER_EEPROM && !(MIRRORS as readonly number[]).includes(address))
            throw this.unknown(`EEPROM address ${hexadecimal(address)}`)
        else if (code === Rv3028Eeprom.WriteByte)
            this.eeprom[address] = this.registers[Rv3028Register.EepromData]!
        else this.registers[Rv3028Register.EepromData] = this.eeprom[address]!
    }

    protected override send(): number {
        const register = this.pointer++
        if (register <= Rv3028Register.Year) return this.latch[register]!
        if (register >= Rv3028Register.UnixTime0 && register <= Rv3028Register.UnixTime3)
            return Math.floor(this.unixSeconds / 256 ** (register - Rv3028Register.UnixTime0)) % 256
        if (register === Rv3028Register.Status) return this.status()
        const described = PLAIN.includes(register) || register === Rv3028Register.Id
        if (!described) throw this.unknown(`read of ${hexadecimal(register)}`)
        return this.registers[register]!
    }

    private status(): number {
        const busy = this.clock.nowUs < this.eepromBusyUs ? Rv3028Status.EepromBusy : 0
        return this.registers[Rv3028Register.Status]! | busy
    }
}
