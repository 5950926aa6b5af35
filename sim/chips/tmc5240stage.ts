/**
 * The TMC5240's power stage: what switches its bridges off, and what it tells about that.
 * Source: datasheet 19-101625C, protection functions; DRV_STATUS 0x6F, ADC_TEMP 0x51.
 */
import { Tmc5240DrvStatus } from "../../src/drivers/tmc5240.regs"

const overTemperatureCelsius = 165
const overTemperatureEndCelsius = 145

export class PowerStage {
    dieCelsius = 25
    /** A coil is shorted, or open, right now. */
    shorted = false
    open = false

    private wasEnabled = false
    private shortLatched = false
    private tooHot = false

    reset(): void {
        this.shortLatched = this.tooHot = false
    }

    /**
     * Looks at DRV_ENN and TOFF. A short latches until either has been off; over-temperature ends by
     * itself, below 145 degrees. Returns whether drv_err is to be set.
     */
    watch(enabled: boolean, chopping: boolean): boolean {
        if (!chopping || (enabled && !this.wasEnabled)) this.shortLatched = false
        this.wasEnabled = enabled
        if (this.shorted && enabled && chopping) this.shortLatched = true
        if (this.dieCelsius >= overTemperatureCelsius) this.tooHot = true
        if (this.dieCelsius < overTemperatureEndCelsius) this.tooHot = false
        return this.shortLatched || this.tooHot
    }

    /** Nothing in the stage itself keeps the bridges off. */
    get ready(): boolean {
        return !this.shortLatched && !this.tooHot && !this.open
    }

    temperatureCount(): number {
        return Math.round(2038 + this.dieCelsius * 7.7)
    }

    /** Bits of DRV_STATUS; `warningCount` is the threshold in OTW_OV_VTH. */
    status(warningCount: number): number {
        let bits = this.temperatureCount() >= warningCount ? Tmc5240DrvStatus.OTPW : 0
        if (this.tooHot) bits |= Tmc5240DrvStatus.OT
        if (this.shortLatched) bits |= Tmc5240DrvStatus.S2GA
        if (this.open) bits |= Tmc5240DrvStatus.OLA
        return bits
    }
}
