/**
 * The inside of the TMC5240: registers, status words, switches and bridges. Time comes with every
 * call; `tmc5240.ts` puts SPI frames, supply and faults around it.
 * Source: datasheet 19-101625C, register map.
 */
import {
    Tmc5240Chopconf,
    Tmc5240DrvStatus,
    Tmc5240Frame,
    Tmc5240Gconf,
    Tmc5240Gstat,
    Tmc5240Ioin,
    Tmc5240RampMode,
    Tmc5240RampStat,
    Tmc5240Register as Register,
} from "../../src/drivers/tmc5240.regs"
import { RampGenerator } from "./tmc5240ramp"
import { motionRegisters, objection, resetValues, ruleOf } from "./tmc5240registers"
import { PowerStage } from "./tmc5240stage"
import { rampStatus, spiStatus } from "./tmc5240status"
import { ReferenceSwitches } from "./tmc5240switches"
import { rampSettings, velocityUnit, type UnitBase } from "./tmc5240units"

/** Levels at the chip's pins, asked for whenever they matter. */
export interface Tmc5240Pins {
    /** DRV_ENN is low. */
    enabled: () => boolean
    /** REFL is high. */
    left: () => boolean
    /** REFR is high. */
    right: () => boolean
}

/** A reset puts the sine table at 0, so that the rotor next comes to rest at a whole electrical period. */
const electricalPeriodUsteps = 1024
const slowestStepClocks = 0xfffff

export class Tmc5240Core {
    readonly stage = new PowerStage()
    supplyMv: () => number = () => 7400

    private values = resetValues()
    private base: UnitBase
    private readonly switches: ReferenceSwitches
    private readonly ramp: RampGenerator
    private travelOffset = 0
    /** -1 with the shaft bit set; kept, because travel is asked for at every step of the plant. */
    private shaftSign = 1

    constructor(
        private readonly pins: Tmc5240Pins,
        base: UnitBase,
        private readonly refuse: (what: string) => never
    ) {
        this.base = base
        this.switches = new ReferenceSwitches(pins.left, pins.right)
        this.ramp = new RampGenerator(this.settings(), refuse)
    }

    /** All registers to their reset values, motion gone, sine table at 0. */
    reset(atUs: number): void {
        const periods = Math.round(this.travelAt(atUs) / electricalPeriodUsteps)
        this.values = resetValues()
        this.shaftSign = 1
        this.switches.reset()
        this.ramp.settings = this.settings()
        this.ramp.reset()
        this.travelOffset = periods * electricalPeriodUsteps
        this.stage.reset()
    }

    /** Another clock frequency, from now on. */
    setClock(clockHz: number, atUs: number): void {
        this.base = { ...this.base, clockHz }
        this.replan(atUs)
    }

    /** Electrical travel in microsteps, whatever XACTUAL was set to. */
    travelAt(atUs: number): number {
        return this.shaftSign * this.ramp.positionAt(atUs) + this.travelOffset
    }

    /** No motion is planned after that instant. */
    restsFrom(atUs: number): boolean {
        return this.ramp.restsFrom(atUs)
    }

    /** What XACTUAL holds. */
    countAt(atUs: number): number {
        return this.ramp.countAt(atUs)
    }

    bridgesOn(): boolean {
        this.watchStage()
        return this.chopping() && this.pins.enabled() && this.stage.ready
    }

    /** Reads REFL, REFR and DRV_ENN; a stop takes effect at `atUs`. Returns whether a switch changed. */
    pollSwitches(atUs: number): boolean {
        this.watchStage()
        const changed = this.switches.poll(this.value(Register.SW_MODE), this.ramp, atUs)
        if (changed) this.replan(atUs)
        return changed
    }

    write(address: number, word: number, atUs: number): void {
        const rule = ruleOf(address)
        const name = `write of register 0x${address.toString(16)}`
        if (!rule) this.refuse(name)
        if (!rule.writable) this.refuse(`${name}, which is read-only,`)
        const value = (word & rule.mask) >>> 0
        const wrong = objection(address, value)
        if (wrong) this.refuse(`${name} with ${wrong}`)
        this.ramp.settle(atUs)
        if (address === Register.GSTAT || address === Register.ENC_STATUS)
            this.values.set(address, this.value(address) & ~word)
        else if (address === Register.RAMP_STAT) this.clearRampEvents(word)
        else this.store(address, value, atUs)
        if (motionRegisters.has(address)) this.replan(atUs)
        // CHOPCONF may have unlatched a short, and a latched one sets its flag again at once.
        this.watchStage()
    }

    read(address: number, atUs: number): number {
        if (!ruleOf(address)) this.refuse(`read of register 0x${address.toString(16)}`)
        this.watchStage()
        switch (address) {
            case Register.IOIN:
                return this.inputs()
            case Register.TSTEP:
                return this.stepClocks(atUs)
            case Register.XACTUAL:
                return this.ramp.countAt(atUs) >>> 0
            case Register.VACTUAL:
                return this.velocityCount(atUs) & 0xffffff
            case Register.RAMP_STAT:
                return this.rampStatus(atUs)
            case Register.XLATCH:
                return this.switches.latchedCount >>> 0
            case Register.ADC_VSUPPLY_AIN:
                return Math.round(this.supplyMv() / 9.732)
            case Register.ADC_TEMP:
                return this.stage.temperatureCount()
            case Register.DRV_STATUS:
                return this.driverStatus(atUs)
            default:
                return this.value(address)
        }
    }

    /** First byte of every reply. */
    spiStatus(atUs: number): number {
        const global = this.value(Register.GSTAT)
        return spiStatus(global, this.rampStatus(atUs), this.standstill(atUs))
    }

    private value(address: number): number {
        return this.values.get(address) ?? 0
    }

    private settings() {
        const mode = this.value(Register.SW_MODE)
        const { switches } = this
        const value = (address: Register): number => this.value(address)
        return rampSettings(value, this.base, switches.stopLeft(mode), switches.stopRight(mode))
    }

    private replan(atUs: number): void {
        this.ramp.settings = this.settings()
        this.ramp.replan(atUs)
    }

    /** Neither a new XACTUAL nor a new direction moves the rotor at that instant. */
    private store(address: number, value: number, atUs: number): void {
        const travel = this.travelAt(atUs)
        this.values.set(address, value)
        if (address === Register.GCONF) this.shaftSign = value & Tmc5240Gconf.SHAFT ? -1 : 1
        if (address === Register.XACTUAL) this.ramp.setCount(atUs, value | 0)
        this.travelOffset += travel - this.travelAt(atUs)
    }

    private clearRampEvents(word: number): void {
        this.switches.latchEvents &= ~word
        if (word & Tmc5240RampStat.EVENT_POS_REACHED) this.ramp.positionReachedEvent = false
        if (word & Tmc5240RampStat.SECOND_MOVE) this.ramp.secondMoveEvent = false
    }

    private chopping(): boolean {
        return (this.value(Register.CHOPCONF) & Tmc5240Chopconf.TOFF_MASK) !== 0
    }

    private watchStage(): void {
        if (!this.stage.watch(this.pins.enabled(), this.chopping())) return
        this.values.set(Register.GSTAT, this.value(Register.GSTAT) | Tmc5240Gstat.DRV_ERR)
    }

    private inputs(): number {
        const version = Tmc5240Frame.VERSION * 2 ** Tmc5240Ioin.VERSION_SHIFT
        let pins = this.value(Register.IOIN)
        if (this.pins.left()) pins |= Tmc5240Ioin.REFL
        if (this.pins.right()) pins |= Tmc5240Ioin.REFR
        if (!this.pins.enabled()) pins |= Tmc5240Ioin.DRV_ENN
        return version + pins
    }

    private velocityCount(atUs: number): number {
        return Math.round(this.ramp.velocityAt(atUs) / velocityUnit(this.base))
    }

    private stepClocks(atUs: number): number {
        const speed = Math.abs(this.ramp.velocityAt(atUs))
        if (speed === 0) return slowestStepClocks
        return Math.min(slowestStepClocks, Math.round(this.base.clockHz / speed))
    }

    /** No step for 2^20 clocks (84 ms), or 2^18 with fast_standstill: later than VZERO. */
    private standstill(atUs: number): boolean {
        if (this.ramp.movingAt(atUs)) return false
        this.ramp.settle(atUs)
        const fast = this.value(Register.GCONF) & Tmc5240Gconf.FAST_STANDSTILL
        const neededUs = ((fast ? 2 ** 18 : 2 ** 20) * 1e6) / this.base.clockHz
        return atUs - this.ramp.stillSinceUs >= neededUs
    }

    private rampStatus(atUs: number): number {
        this.ramp.settle(atUs)
        const count = this.ramp.countAt(atUs)
        const positioning = this.value(Register.RAMPMODE) === Tmc5240RampMode.POSITION
        const comparisons = {
            velocityReached: Math.abs(this.velocityCount(atUs)) === this.value(Register.VMAX),
            positionReached: positioning && count === this.position(Register.XTARGET),
            atVirtualLeft: count <= this.position(Register.VIRTUAL_STOP_L),
            atVirtualRight: count >= this.position(Register.VIRTUAL_STOP_R),
        }
        const mode = this.value(Register.SW_MODE)
        return rampStatus(this.ramp, this.switches, mode, comparisons, atUs)
    }

    private position(address: Register): number {
        return this.value(address) | 0
    }

    private driverStatus(atUs: number): number {
        const standing = this.standstill(atUs)
        const currents = this.value(Register.IHOLD_IRUN)
        const holdAfterUs = (this.value(Register.TPOWERDOWN) * 2 ** 18 * 1e6) / this.base.clockHz
        const holding = standing && atUs - this.ramp.stillSinceUs >= holdAfterUs
        const scale = (holding ? currents : currents >> 8) & 0x1f
        const warning = (this.value(Register.OTW_OV_VTH) >>> 16) & 0x1fff
        let status = (scale << Tmc5240DrvStatus.CS_ACTUAL_SHIFT) | this.stage.status(warning)
        if (this.value(Register.GCONF) & Tmc5240Gconf.EN_PWM_MODE)
            status |= Tmc5240DrvStatus.STEALTH
        return status + (standing ? 2 ** Tmc5240DrvStatus.STST_SHIFT : 0)
    }
}
