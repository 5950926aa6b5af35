/**
 * The inside of the DRV8214: registers, bridge, regulation, ripple count and protections.
 * `drv8214.ts` puts I2C, sleep and faults around it.
 * Source: datasheet SLVSH04 (Nov 2023).
 */
import {
    Drv8214Config0 as Config0,
    Drv8214Config4 as Config4,
    Drv8214Fault as Fault,
    Drv8214RcCtrl0 as RcCtrl0,
    Drv8214RcCtrl6 as RcCtrl6,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import { regulatesCurrent, tripMa, type Drv8214Board, type Drv8214Senses } from "./drv8214board"
import { commanded, forcedDuty, Protections, regulates, type Command } from "./drv8214bridge"
import { RippleCounter } from "./drv8214counter"
import { Drv8214Faults } from "./drv8214faults"
import { fullDuty, RegulationLoop } from "./drv8214loop"
import { Drv8214Registers } from "./drv8214registers"

const overCurrentMa = 4500
const voltPerCount = 62.5

export class Drv8214Core {
    /** Die temperature; 175 degrees shut the bridge down. */
    dieCelsius = 25
    /** Levels at IN1/EN and IN2/PH; the pen ties both low. */
    readonly inputs = { in1: false, in2: false }
    readonly registers = new Drv8214Registers()

    private readonly counter = new RippleCounter()
    private readonly loop = new RegulationLoop()
    private readonly protections = new Protections()
    /** nSLEEP is high and VCC good. */
    private enabled = false
    /** NPOR. */
    private powerGood = false
    private countedOut = false
    private command: Command = "coast"
    private drivenUs = 0
    private softStopUs = -1
    /** The last WSET_VSET that was not 0: what a soft stop comes down from. */
    private setPoint = 0
    private currentShare = 1

    constructor(
        private readonly senses: Drv8214Senses,
        private readonly board: Drv8214Board,
        private readonly faults: Drv8214Faults,
        private readonly refuse: (what: string) => never
    ) {}

    /** Everything back to power-on; the outputs can only act while `enabled`. */
    reset(enabled: boolean): void {
        this.enabled = enabled
        this.registers.reset()
        this.counter.reset()
        this.protections.clear()
        this.powerGood = this.countedOut = false
        this.command = "coast"
        this.softStopUs = -1
        this.loop.restart()
    }

    /** What the bridge does to the motor now. */
    get bridge(): "coast" | "brake" | "drive" {
        if (this.faults.is("short")) return "drive"
        if (this.command === "coast" || this.command === "brake") return this.command
        return "drive"
    }

    /** Average voltage across the motor, forward positive; 0 unless driving. */
    get appliedMv(): number {
        if (this.faults.is("short")) return this.senses.supplyMv()
        if (!this.driving()) return 0
        const sign = this.command === "reverse" ? -1 : 1
        return (sign * this.senses.supplyMv() * this.effectiveDuty()) / fullDuty
    }

    /** nFAULT is pulled low. STALL is left out, since the datasheet does not say that it counts. */
    get faultPinLow(): boolean {
        const { overCurrent, overTemperature } = this.protections
        const repeat = this.registers.get(Register.CONFIG4) >> Config4.RC_REP_SHIFT
        return overCurrent || overTemperature || (repeat === 2 && this.counter.done)
    }

    /** Ripples counted since the world began; no clear of the count changes it. */
    get ripplesSeen(): number {
        return this.counter.total
    }

    /** One stretch of at most 200 us, from whoever integrates the motor. */
    step(dtUs: number): void {
        if (!this.enabled) return
        this.count(dtUs)
        if (this.faults.is("stuck")) return
        this.protections.pass(dtUs, this.registers, this.dieCelsius)
        if (this.driving()) this.protect(dtUs)
        this.decide(dtUs)
        if (this.driving()) this.regulate(dtUs)
    }

    store(address: Register, value: number): void {
        this.registers.set(address, value)
        if (address === Register.CONFIG0) {
            if (value & Config0.CLR_CNT) {
                this.counter.clear()
                if (this.board.countedOutUntil !== "clearFault") this.countedOut = false
            }
            if (value & Config0.CLR_FLT) {
                this.protections.clear()
                this.powerGood = true
                if (!this.counter.done) this.countedOut = false
            }
        }
        this.decide(0)
    }

    read(address: Register): number {
        switch (address) {
            case Register.FAULT:
                return this.faultBits()
            case Register.RC_STATUS1:
                return Math.min(255, Math.floor(this.counter.radPerS / this.registers.speedScale()))
            case Register.RC_STATUS2:
                return this.counter.whole() & 0xff
            case Register.RC_STATUS3:
                return this.counter.whole() >> 8
            case Register.REG_STATUS1:
                return Math.min(255, Math.round(Math.abs(this.appliedMv) / voltPerCount))
            case Register.REG_STATUS2: {
                const share = this.senses.currentMa() / this.registers.senseFullScaleMa()
                return this.driving() ? Math.min(255, Math.round(share * 0xc0)) : 0
            }
            case Register.REG_STATUS3:
                return this.driving() ? Math.round(this.effectiveDuty()) : 0
            default:
                return this.registers.get(address)
        }
    }

    /** Takes over what inputs and protections say. */
    decide(dtUs: number): void {
        if (this.faults.is("stuck")) return
        let wanted = commanded(this.registers, this.inputs)
        const blocked = this.protections.off || this.countedOut || this.faults.is("open")
        if (!this.enabled || blocked) wanted = "coast"
        else if (wanted !== "brake") wanted = this.softened(wanted, dtUs)
        if (wanted === this.command) return
        const wasDriving = this.driving()
        this.command = wanted
        if (!wasDriving && this.driving()) this.beginDriving()
    }

    private driving(): boolean {
        return this.command === "forward" || this.command === "reverse"
    }

    private faultBits(): number {
        let bits = this.faultPinLow ? Fault.FAULT : 0
        if (this.protections.stall) bits |= Fault.STALL
        if (this.protections.overCurrent) bits |= Fault.OCP
        if (this.protections.overTemperature) bits |= Fault.TSD
        if (this.powerGood) bits |= Fault.NPOR
        if (this.counter.done) bits |= Fault.CNT_DONE
        return bits
    }

    private count(dtUs: number): void {
        const ripples = this.senses.ripples()
        const counting = this.driving() && this.registers.has(Register.RC_CTRL0, RcCtrl0.EN_RC)
        if (!counting) {
            this.counter.ignore(ripples)
            return
        }
        this.counter.share = this.faults.rippleShare()
        const radPerS = this.senses.rippleRadPerS()
        const wraps = ((this.registers.get(Register.CONFIG4) >> Config4.RC_REP_SHIFT) & 1) !== 0
        const corrector = this.registers.get(Register.RC_CTRL6) & RcCtrl6.EC_PULSE_DIS
        if (this.faults.is("hiZ")) {
            const setRadPerS = this.setPoint * this.registers.speedScale()
            this.counter.imagine(dtUs, ripples, setRadPerS, wraps)
        } else this.counter.follow(dtUs, ripples, radPerS, wraps, corrector === 0)
        if (!this.counter.exceeds(this.registers.rippleThreshold())) return
        this.counter.done = true
        if (this.registers.has(Register.RC_CTRL0, RcCtrl0.RC_HIZ)) this.countedOut = true
    }

    /** EN_SS = 1 with regulation stretches it to TINRUSH * WSET_VSET. */
    private inrushUs(): number {
        const soft = this.softStarts() ? this.registers.get(Register.REG_CTRL1) || this.setPoint : 1
        return this.registers.inrushUs() * soft
    }

    private softStarts(): boolean {
        return regulates(this.registers) && this.registers.has(Register.REG_CTRL0, RegCtrl0.EN_SS)
    }

    private protect(dtUs: number): void {
        this.drivenUs += dtUs
        const currentMa = this.senses.currentMa()
        const limitMa = tripMa(this.registers, this.board)
        const inrush = this.drivenUs <= this.inrushUs()
        const stallOn = this.registers.has(Register.CONFIG0, Config0.EN_STALL)
        if (!this.faults.is("stuckHigh")) {
            if (currentMa >= overCurrentMa) this.protections.shortCircuit()
            else if (stallOn && !inrush && currentMa >= limitMa && !this.faults.is("hiZ"))
                this.protections.stalled(this.registers)
        }
        const regulating = regulatesCurrent(this.registers, inrush)
        if (regulating && currentMa > limitMa) this.currentShare *= limitMa / currentMa
        else this.currentShare = Math.min(1, this.currentShare * 1.05)
    }

    /** Regulation to 0 coasts at once, or after a soft stop when EN_SS is set. */
    private softened(wanted: Command, dtUs: number): Command {
        const zero = regulates(this.registers) && this.registers.get(Register.REG_CTRL1) === 0
        const stopping = wanted === "coast" || zero
        const enabled = this.registers.has(Register.CONFIG0, Config0.EN_OUT)
        if (!stopping || !this.softStarts() || !enabled || !this.driving()) {
            this.softStopUs = -1
            return stopping ? "coast" : wanted
        }
        this.softStopUs = this.softStopUs < 0 ? 0 : this.softStopUs + dtUs
        return this.softStopUs < this.inrushUs() ? this.command : "coast"
    }

    private beginDriving(): void {
        const counts = this.registers.has(Register.RC_CTRL0, RcCtrl0.EN_RC)
        if (counts && this.registers.get(Register.RC_CTRL3) === 0)
            this.refuse("driving with INV_R = 0")
        if (counts && this.registers.get(Register.RC_CTRL4) === 0)
            this.refuse("driving with KMC = 0")
        this.drivenUs = 0
        this.currentShare = 1
        this.loop.restart()
        this.regulate(0)
    }

    /** Share of WSET_VSET that soft start and soft stop let through. */
    private softShare(): number {
        if (!this.softStarts()) return 1
        const wholeUs = this.inrushUs()
        const up = Math.min(1, this.drivenUs / wholeUs)
        return this.softStopUs < 0 ? up : up * Math.max(0, 1 - this.softStopUs / wholeUs)
    }

    private regulate(dtUs: number): void {
        const { registers } = this
        this.setPoint = registers.get(Register.REG_CTRL1) || this.setPoint
        const target = this.setPoint * this.softShare()
        const forced = forcedDuty(registers, target, this.senses.supplyMv)
        if (forced !== undefined) {
            this.loop.force(forced)
            return
        }
        const measured = Math.min(255, this.counter.radPerS / registers.speedScale())
        const kp = registers.gain(Register.RC_CTRL7)
        this.loop.regulate(dtUs, target, measured, kp, registers.gain(Register.RC_CTRL8))
    }

    private effectiveDuty(): number {
        const deliverable = fullDuty * this.faults.dutyShare()
        return Math.min(this.loop.duty * this.currentShare, deliverable)
    }
}
