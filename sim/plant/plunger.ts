/**
 * Plunger and carriage between two stops: return spring, dry friction, and a damper whose valve opens at low force
 * and then lets only so much oil through, so that the speed hardly depends on the force. µm outward positive.
 */
import type { PlungerFault } from "./faults"
import type { SolenoidParameters } from "./solenoidparameters"

export class Plunger {
    carriageUm: number
    speedMmPerS = 0
    private fault: PlungerFault | undefined
    /** Share of its speed that a damper with thick oil leaves. */
    private speedShare = 1

    constructor(private readonly parameters: SolenoidParameters) {
        this.carriageUm = parameters.springEndUm
    }

    /** A healed one begins to fail; `slow` takes the percentage of the speed that is left. */
    fail(fault: PlungerFault, percent: number): void {
        this.fault = fault
        if (fault === "slow") this.speedShare = percent / 100
    }

    heal(): void {
        this.fault = undefined
        this.speedShare = 1
    }

    /** Force of the return spring at a place, N, inward positive; also beyond the stops, for a calibration. */
    springN(um: number): number {
        if (this.fault === "open") return 0
        const { returnPreloadN, returnNPerMm, springEndUm } = this.parameters
        return returnPreloadN + (returnNPerMm * (um - springEndUm)) / 1_000
    }

    /** Whether an outward force, N, would set it in motion from where it stands. */
    yieldsTo(outwardN: number): boolean {
        const forceN = outwardN - this.springN(this.carriageUm)
        const { springEndUm, plungerOuterStopUm, plungerFrictionN } = this.parameters
        if (Math.abs(forceN) <= plungerFrictionN || this.fault === "stuck") return false
        if (forceN > 0) return this.carriageUm < plungerOuterStopUm
        return this.carriageUm > springEndUm && this.fault !== "stuckHigh"
    }

    /** One substep of at most 200 µs under an outward force, N. */
    step(dtUs: number, outwardN: number): void {
        const { springEndUm, plungerOuterStopUm } = this.parameters
        const speedMmPerS = this.speedAfter(dtUs, outwardN - this.springN(this.carriageUm))
        // mm/s are nm/µs.
        const freeUm = this.carriageUm + (speedMmPerS * dtUs) / 1_000
        const heldUm = Math.min(Math.max(freeUm, springEndUm), plungerOuterStopUm)
        this.speedMmPerS = heldUm === freeUm ? speedMmPerS : 0
        this.carriageUm = heldUm
    }

    private speedAfter(dtUs: number, forceN: number): number {
        if (this.fault === "stuck") return 0
        const speedMmPerS = this.freeSpeed(dtUs, forceN)
        return this.fault === "stuckHigh" ? Math.max(0, speedMmPerS) : speedMmPerS
    }

    /** Implicit in damper and friction: they may stop the plunger but never turn it, however short the substep. */
    private freeSpeed(dtUs: number, forceN: number): number {
        const { plungerKg, plungerFrictionN, damperNsPerM, damperValveNsPerM } = this.parameters
        const inertia = (plungerKg * 1e6) / dtUs
        const pushN = (inertia * this.speedMmPerS) / 1_000 + forceN
        const movingN = Math.abs(pushN) - plungerFrictionN
        if (movingN <= 0) return 0
        const limitMPerS = (this.parameters.damperLimitMmPerS / 1_000) * this.speedShare
        const oilNsPerM = damperNsPerM / this.speedShare
        let mPerS = movingN / (inertia + oilNsPerM)
        if (mPerS > limitMPerS) {
            const openN = (damperValveNsPerM - oilNsPerM) * limitMPerS
            mPerS = (movingN + openN) / (inertia + damperValveNsPerM)
        }
        return Math.sign(pushN) * mPerS * 1_000
    }
}
