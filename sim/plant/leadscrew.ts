/**
 * Lead screw, nut and carriage. The stepper's rotor follows its field with a load angle, loses whole electrical
 * cycles at an end stop, and stays where it is without current, because the screw locks itself.
 * Positions in µm of carriage, outward positive.
 */
import type { PlantParameters } from "./parameters"

/** 20 full steps per turn, 256 microsteps, 0.5 mm lead [DESIGN 3]. */
const USTEPS_PER_UM = 10.24
/** One full step of travel. */
const FULL_STEP_UM = 25
/** Four full steps: after one electrical cycle the field looks the same, so steps are lost in this size. */
const CYCLE_UM = 4 * FULL_STEP_UM
/** Speed of a nut that has lost its grip [docs/plant.md]. */
const SLIP_UM_PER_MS = 20

export class LeadScrew {
    /** Where the carriage is. */
    carriageUm: number
    private nutUm: number
    private lostUm = 0
    private energised = true
    private slipUm = 0
    private slipTargetUm = 0
    private frozen = false
    /** The last load and its angle: a load changes only with the cartridge. */
    private loadN = 0
    private loadUm = 0
    private readonly umPerUstep: number

    constructor(private readonly parameters: PlantParameters) {
        this.carriageUm = parameters.startUm
        this.nutUm = parameters.startUm
        this.umPerUstep = (1 + parameters.screwPitchPpm / 1e6) / USTEPS_PER_UM
    }

    /** True while a slip is under way: the carriage moves although nobody commands it. */
    get slipping(): boolean {
        return this.slipUm !== this.slipTargetUm
    }

    /** `stuck`: the carriage does not follow the field. */
    freeze(frozen: boolean): void {
        this.frozen = frozen
    }

    /** `wrong`: the nut slides along the screw by this much, outward positive, and grips again. */
    slip(byUm: number): void {
        this.slipTargetUm += byUm
    }

    /**
     * Moves on to a travel of the field.
     * @param loadN axial load pressing the carriage inward
     * @param preloaded whether a cartridge's spring keeps the nut on one flank
     */
    follow(
        travelUsteps: number,
        bridgesOn: boolean,
        loadN: number,
        preloaded: boolean,
        dtUs: number
    ): void {
        const fieldUm = this.parameters.startUm + travelUsteps * this.umPerUstep
        if (bridgesOn && !this.frozen) this.turn(fieldUm, loadN)
        else this.energised = false
        this.advanceSlip(dtUs)
        this.place(preloaded)
    }

    private turn(fieldUm: number, loadN: number): void {
        // Current comes back: the rotor snaps to the nearest place where the field looks the same.
        if (!this.energised) {
            const driftUm = fieldUm + this.lostUm - this.nutUm
            this.lostUm -= Math.round(driftUm / CYCLE_UM) * CYCLE_UM
            this.energised = true
        }
        const { innerStopUm, outerStopUm } = this.parameters
        let wantedUm = fieldUm + this.lostUm - this.loadAngleUm(loadN)
        // Half a cycle behind, the rotor falls back by a whole one.
        while (wantedUm + this.slipUm > outerStopUm + CYCLE_UM / 2) {
            wantedUm -= CYCLE_UM
            this.lostUm -= CYCLE_UM
        }
        while (wantedUm + this.slipUm < innerStopUm - CYCLE_UM / 2) {
            wantedUm += CYCLE_UM
            this.lostUm += CYCLE_UM
        }
        const lowestUm = innerStopUm - this.slipUm
        const highestUm = outerStopUm - this.slipUm
        this.nutUm = Math.min(Math.max(wantedUm, lowestUm), highestUm)
    }

    /** [domain.md 6.5]: asin(load / holding force) of a quarter cycle, here always against outward motion. */
    private loadAngleUm(loadN: number): number {
        if (loadN !== this.loadN) {
            const share = Math.min(loadN / this.parameters.holdForceN, 0.99)
            this.loadN = loadN
            this.loadUm = (Math.asin(share) / (Math.PI / 2)) * FULL_STEP_UM
        }
        return this.loadUm
    }

    private advanceSlip(dtUs: number): void {
        if (!this.slipping) return
        const stepUm = (SLIP_UM_PER_MS * dtUs) / 1_000
        const leftUm = this.slipTargetUm - this.slipUm
        this.slipUm += Math.sign(leftUm) * Math.min(Math.abs(leftUm), stepUm)
        if (Math.abs(this.slipTargetUm - this.slipUm) < 1e-6) this.slipUm = this.slipTargetUm
    }

    /** The outward-pushing flank is the zero of the play; a spring keeps the carriage on it. */
    private place(preloaded: boolean): void {
        const { innerStopUm, outerStopUm, backlashUm } = this.parameters
        const flankUm = this.nutUm + this.slipUm
        const playUm = preloaded ? 0 : backlashUm
        const placedUm = Math.min(Math.max(this.carriageUm, flankUm), flankUm + playUm)
        this.carriageUm = Math.min(Math.max(placedUm, innerStopUm), outerStopUm)
    }
}
