/**
 * What the DRV8214's registers mean for one stretch of time, worked out once after every write instead of at every
 * step of the motor. Source: datasheet SLVSH04, register maps.
 */
import {
    Drv8214Config0 as Config0,
    Drv8214Config4 as Config4,
    Drv8214RcCtrl0 as RcCtrl0,
    Drv8214RcCtrl6 as RcCtrl6,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import { regulatesCurrent, tripMa, type Drv8214Board } from "./drv8214board"
import { commanded, regulates, type Command, type InputPins } from "./drv8214bridge"
import type { Drv8214Registers } from "./drv8214registers"

export class Drv8214Settings {
    /** What inputs and EN_OUT ask for, before protections. */
    command: Command = "coast"
    /** EN_OUT. */
    outputsOn = false
    /** EN_RC, RC_REP, EC_PULSE_DIS, RC_THR and RC_HIZ. */
    countsRipples = false
    countWraps = false
    countsPhantoms = false
    rippleThreshold = 0
    stopsAtThreshold = false
    /** Trip current, and whether it is regulated to: during inrush and later. */
    tripMa = 0
    limitsInrush = false
    limitsAlways = false
    stallOn = false
    /** TINRUSH. */
    inrushUs = 0
    /** WSET_VSET, and whether speed or voltage regulation uses it. */
    wanted = 0
    regulates = false
    /** EN_SS with regulation. */
    softStarts = false
    /** Ripple speed of a count, and the gains. */
    speedScale = 1
    kp = 0
    ki = 0
    private revision = -1

    constructor(
        private readonly registers: Drv8214Registers,
        private readonly inputs: InputPins,
        private readonly board: Drv8214Board
    ) {}

    /** Up to date with the registers. */
    get current(): this {
        if (this.revision !== this.registers.revision) this.workOut()
        return this
    }

    private workOut(): void {
        const { registers, board } = this
        this.revision = registers.revision
        this.command = commanded(registers, this.inputs)
        this.outputsOn = registers.has(Register.CONFIG0, Config0.EN_OUT)
        this.countsRipples = registers.has(Register.RC_CTRL0, RcCtrl0.EN_RC)
        this.countWraps = registers.has(Register.CONFIG4, 1 << Config4.RC_REP_SHIFT)
        this.countsPhantoms = !registers.has(Register.RC_CTRL6, RcCtrl6.EC_PULSE_DIS)
        this.rippleThreshold = registers.rippleThreshold()
        this.stopsAtThreshold = registers.has(Register.RC_CTRL0, RcCtrl0.RC_HIZ)
        this.tripMa = tripMa(registers, board)
        this.limitsInrush = regulatesCurrent(registers, true)
        this.limitsAlways = regulatesCurrent(registers, false)
        this.stallOn = registers.has(Register.CONFIG0, Config0.EN_STALL)
        this.inrushUs = registers.inrushUs()
        this.wanted = registers.get(Register.REG_CTRL1)
        this.regulates = regulates(registers)
        this.softStarts = this.regulates && registers.has(Register.REG_CTRL0, RegCtrl0.EN_SS)
        this.speedScale = registers.speedScale()
        this.kp = registers.gain(Register.RC_CTRL7)
        this.ki = registers.gain(Register.RC_CTRL8)
    }
}
