/**
 * The inside of the DRV8214: registers, bridge, regulation, ripple count and protections.
 * `drv8214.ts` puts I2C, sleep and faults around it.
 * Source: datasheet SLVSH04 (Nov 2023).
 */
import {
    Drv8214Config0 as Config0,
    Drv8214Config4 as Config4,
    Drv8214Fault as Fault,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import type { Drv8214Board, Drv8214Senses } from "./drv8214board"
import { forcedDuty, Protections, type Command } from "./drv8214bridge"
import { RippleCounter } from "./drv8214counter"
import { Drv8214Faults } from "./drv8214faults"
import { fullDuty, RegulationLoop } from "./drv8214loop"
import { Drv8214Registers } from "./drv8214registers"
import { Drv8214Settings } from "./drv8214settings"

const overCurrentMa = 4500
const voltPerCount = 62.5

export class Drv8214Core {
    /** Die temperature; 175 degrees shut the bridge down. */
    dieCelsius = 25
    readonly registers = new Drv8214Registers()

    /** Levels at IN1/EN and IN2/PH; the pen ties both low. */
    private readonly inputs = { in1: false, in2: false }
    private readonly settings: Drv8214Settings
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
    ) {
        this.settings = new Drv8214Settings(this.registers, this.inputs, board)
    }

    /** Levels at IN1/EN and IN2/PH. */
    setInputs(in1: boolean, in2: boolean): void {
        this.inputs.in1 = in1
        this.inputs.in2 = in2
        this.registers.revision++
        this.decide(0)
    }

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
        const settings = this.settings.current
        let wanted = settings.command
        const blocked = this.protections.off || this.countedOut || this.faults.is("open")
        if (!this.enabled || blocked) wanted = "coast"
        else if (wanted !== "brake") wanted = this.softened(settings, wanted, dtUs)
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
        const settings = this.settings.current
        const { counter } = this
        const ripples = this.senses.ripples()
        if (!settings.countsRipples || !this.driving()) {
            counter.ignore(ripples)
            return
        }
        counter.share = this.faults.rippleShare()
        const { countWraps, countsPhantoms } = settings
        if (this.faults.is("hiZ"))
            counter.imagine(dtUs, ripples, this.setPoint * settings.speedScale, countWraps)
        else counter.follow(dtUs, ripples, this.senses.rippleRadPerS(), countWraps, countsPhantoms)
        if (!counter.exceeds(settings.rippleThreshold)) return
        counter.done = true
        if (settings.stopsAtThreshold) this.countedOut = true
    }

    /** EN_SS = 1 with regulation stretches it to TINRUSH * WSET_VSET. */
    private inrushUs({ inrushUs, softStarts, wanted }: Drv8214Settings): number {
        return softStarts ? inrushUs * (wanted || this.setPoint) : inrushUs
    }

    private protect(dtUs: number): void {
        const settings = this.settings.current
        this.drivenUs += dtUs
        const currentMa = this.senses.currentMa()
        const limitMa = settings.tripMa
        const inrush = this.drivenUs <= this.inrushUs(settings)
        const stalled = settings.stallOn && !inrush && currentMa >= limitMa
        if (!this.faults.is("stuckHigh")) {
            if (currentMa >= overCurrentMa) this.protections.shortCircuit()
            else if (stalled && !this.faults.is("hiZ")) this.protections.stalled(this.registers)
        }
        const limits = inrush ? settings.limitsInrush : settings.limitsAlways
        if (limits && currentMa > limitMa) this.currentShare *= limitMa / currentMa
        else this.currentShare = Math.min(1, this.currentShare * 1.05)
    }

    /** Regulation to 0 coasts at once, or after a soft stop when EN_SS is set. */
    private softened(settings: Drv8214Settings, wanted: Command, dtUs: number): Command {
        const zero = settings.regulates && settings.wanted === 0
        const stopping = wanted === "coast" || zero
        if (!stopping || !settings.softStarts || !settings.outputsOn || !this.driving()) {
            this.softStopUs = -1
            return stopping ? "coast" : wanted
        }
        this.softStopUs = this.softStopUs < 0 ? 0 : this.softStopUs + dtUs
        return this.softStopUs < this.inrushUs(settings) ? this.command : "coast"
    }

    private beginDriving(): void {
        const counts = this.settings.current.countsRipples
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
    private softShare(settings: Drv8214Settings): number {
        if (!settings.softStarts) return 1
        const wholeUs = this.inrushUs(settings)
        const up = Math.min(1, this.drivenUs / wholeUs)
        return this.softStopUs < 0 ? up : up * Math.max(0, 1 - this.softStopUs / wholeUs)
    }

    private regulate(dtUs: number): void {
        const settings = this.settings.current
        this.setPoint = settings.wanted || this.setPoint
        const target = this.setPoint * this.softShare(settings)
        const forced = forcedDuty(this.registers, target, this.senses.supplyMv)
        if (forced !== undefined) {
            this.loop.force(forced)
            return
        }
        const measured = Math.min(255, this.counter.radPerS / settings.speedScale)
        this.loop.regulate(dtUs, target, measured, settings.kp, settings.ki)
    }

    private effectiveDuty(): number {
        const deliverable = fullDuty * this.faults.dutyShare()
        return Math.min(this.loop.duty * this.currentShare, deliverable)
    }
}
