/**
 * Channel 0 of the MAX22200A in time: HIT, then HOLD, and what the chip finds out about its load.
 * Source: datasheet MAX22200/MAX22200A Rev 1 (3/25), two-level drive sequence, protection circuits.
 *
 * Chosen where the datasheet is silent: HIT begins anew whenever the output comes back (after a
 * thermal shutdown or an under-voltage too); a regulated current counts as reached from 97 % of it.
 */
import {
    Max22200aCode as Code,
    Max22200aConfig as Config,
    Max22200aDpm as Dpm,
    Max22200aFault as Fault,
} from "../../src/drivers/max22200a.regs"
import type { Alarm, Clock } from "../clock"
import { coilOff, driveOf, fullScaleMa, type CoilDrive, type CoilScale } from "./max22200adrive"
import type { Max22200aRegisters } from "./max22200aregisters"

const overCurrentMa = 1100
const openLoadUs = 200
const reachedPart = 0.97

const overCurrent = 1 << Fault.OCP_SHIFT
const hitNotReached = 1 << Fault.HHF_SHIFT
const openLoad = 1 << Fault.OLF_SHIFT
const noMovement = 1 << Fault.DPM_SHIFT

export class CoilChannel {
    drive: CoilDrive = coilOff

    private excessMa = 0
    /** Revision of the registers that `drive` shows. */
    private shown = -1
    private driving = false
    private phase: "hit" | "hold" = "hold"
    private hitEnd: Alarm | undefined
    private latchedOff = false
    private offSinceUs = 0
    private reached = false
    /** Of the search for the dip of a moving plunger. */
    private peakMa = 0
    private dipUs = 0
    private dipSeen = false
    private searching = false

    constructor(
        private readonly clock: Clock,
        private readonly registers: Max22200aRegisters,
        private readonly scale: CoilScale,
        /** Frequency of the oscillator, part of nominal. */
        private readonly oscillator: number
    ) {}

    /** Regulates to so much more than the code says. */
    exceedBy(excessMa: number): void {
        this.excessMa = excessMa
        this.shown = -1
    }

    /** Looks at the registers again. `permitted`: nothing outside the channel keeps the output off. */
    update(permitted: boolean): void {
        const { registers } = this
        // Off in STATUS ends an over-current once its flag is cleared; clearing alone does not.
        if (!registers.on && !(registers.faults & overCurrent)) this.latchedOff = false
        const asked = registers.on && !(registers.config & Config.TRGNSPI)
        const next = permitted && asked && !this.latchedOff
        if (next !== this.driving) {
            this.driving = next
            if (next) this.begin()
            else this.end()
        }
        if (!this.driving) this.drive = coilOff
        else if (this.shown !== registers.revision) this.present()
    }

    /** Looks at the coil, a stretch of time after the last look. */
    watch(coilMa: number, dtUs: number): void {
        if (this.driving) {
            if (coilMa > overCurrentMa) this.trip()
            else if (this.phase === "hit") this.follow(coilMa, dtUs)
        }
    }

    /** Open-load detection: the output reads low, though nothing of the chip pulls it. */
    watchOpenLoad(low: boolean): void {
        if (this.driving || !low || !(this.registers.config & Config.OL_EN)) return
        if (this.clock.nowUs - this.offSinceUs >= openLoadUs) this.registers.faults |= openLoad
    }

    private begin(): void {
        const { config } = this.registers
        const hitTime = (config >>> Config.HIT_TIME_SHIFT) & 0xff
        this.registers.faults &= ~(hitNotReached | openLoad)
        this.reached = this.dipSeen = false
        this.shown = -1
        this.peakMa = this.dipUs = 0
        this.phase = hitTime === 0 ? "hold" : "hit"
        this.searching = this.phase === "hit" && (config & Config.DPM_EN) !== 0
        if (hitTime === 0 || hitTime === Code.HIT_TIME_ENDLESS) return
        const hitUs = (hitTime * 40e6) / (this.registers.chopHz * this.oscillator)
        this.hitEnd = this.clock.after(hitUs, () => this.endHit())
    }

    private end(): void {
        this.hitEnd?.cancel()
        this.offSinceUs = this.clock.nowUs
    }

    private endHit(): void {
        const { registers } = this
        const regulated = !(registers.config & Config.VDRNCDR)
        if (!this.reached && regulated && registers.config & Config.HHF_EN)
            registers.faults |= hitNotReached
        this.endSearch()
        this.phase = "hold"
        this.present()
    }

    private present(): void {
        const { config, chopHz, revision } = this.registers
        const shift = this.phase === "hit" ? Config.HIT_SHIFT : Config.HOLD_SHIFT
        const drive = driveOf((config >>> shift) & Code.MASK, config, chopHz, this.scale)
        const targetMa = drive.targetMa + (drive.bridge === "drive" ? this.excessMa : 0)
        this.drive = { ...drive, targetMa }
        this.shown = revision
    }

    private trip(): void {
        this.latchedOff = true
        this.registers.faults |= overCurrent
        this.update(false)
    }

    /** Current during HIT: was the level reached, and did it dip on the way? */
    private follow(coilMa: number, dtUs: number): void {
        if (this.searching) this.search(coilMa, dtUs)
        const { targetMa } = this.drive
        if (coilMa < targetMa * reachedPart) return
        this.reached = true
        this.endSearch()
    }

    private search(coilMa: number, dtUs: number): void {
        const { config, dpm, chopHz } = this.registers
        const unitMa = fullScaleMa(config, this.scale.referenceOhm) / 127
        const startMa = ((dpm & Dpm.ISTART_MASK) >> Dpm.ISTART_SHIFT) * unitMa
        if (this.peakMa === 0 && coilMa < startMa) return
        this.peakMa = Math.max(this.peakMa, coilMa)
        const dips = this.peakMa - coilMa > (dpm & Dpm.IPTH_MASK) * unitMa
        this.dipUs = dips ? this.dipUs + dtUs : 0
        const neededUs = (((dpm & Dpm.TDEB_MASK) >> Dpm.TDEB_SHIFT) * 1e6) / chopHz
        if (dips && this.dipUs > neededUs) this.dipSeen = true
    }

    private endSearch(): void {
        if (this.searching && !this.dipSeen) this.registers.faults |= noMovement
        this.searching = false
    }
}
