/**
 * The solenoid's coil in its circuit: supply, regulating low-side output, freewheel path and flyback clamp; and its
 * heat. The regulation is that of the chip, seen from the coil: the full supply until the current is reached, then
 * as much of it as the current needs. Ripple of its chopping is left out. Currents in mA, never negative.
 */
import type { SolenoidParameters } from "./solenoidparameters"

/** Copper's resistance is given at this temperature. */
const COPPER_C = 20

/** What the chip's half bridge does to the coil, which hangs between it and the supply. */
export interface CoilDrive {
    /** `off`: only its diodes conduct. `freewheel`: the coil is shorted to the supply. `drive`: it switches. */
    readonly bridge: "off" | "freewheel" | "drive"
    /** Current that it regulates to, mA; Infinity: it conducts without regulation. */
    readonly targetMa: number
    /** Largest and smallest part of the supply that the coil sees on average. */
    readonly drivingFraction: number
    readonly leastFraction: number
}

/** What stands at the coil during a substep. */
export interface CoilCircuit {
    /** Supply behind the series switch, mV. */
    supplyMv: number
    /** Whether that switch is closed: without it the current has only the clamp to go through. */
    connected: boolean
    drive: CoilDrive
    inductanceH: number
    /** Voltage that the plunger's motion induces against the current, mV. */
    motionMv: number
}

export class Coil {
    currentMa = 0
    temperatureC: number
    /** Mean current out of the supply in the last substep: a chopped coil draws less than it carries. */
    supplyMa = 0
    private foreignK = 0
    /** Nearly all substeps are equally long. */
    private readonly cooling = { dtUs: 0, left: 1 }

    constructor(private readonly parameters: SolenoidParameters) {
        this.temperatureC = parameters.ambientC
    }

    get ohm(): number {
        const { coilOhm20, copperPerK } = this.parameters
        return coilOhm20 * (1 + copperPerK * (this.temperatureC - COPPER_C))
    }

    /** Where its heat goes: the pen's body, and the chip in it. */
    get bodyC(): number {
        return this.parameters.ambientC + this.foreignK
    }

    /** Coil and body are hotter by so much than their current explains; 0 heals that. */
    overheat(byK: number): void {
        this.temperatureC += byK - this.foreignK
        this.foreignK = byK
    }

    step(dtUs: number, circuit: CoilCircuit): void {
        const { freewheelMv, flybackMv } = this.parameters
        this.supplyMa = 0
        if (!circuit.connected) this.decay(dtUs, circuit, flybackMv)
        else if (circuit.drive.bridge === "off") this.decay(dtUs, circuit, freewheelMv)
        else if (circuit.drive.bridge === "freewheel") this.decay(dtUs, circuit, 0)
        else this.regulate(dtUs, circuit)
        this.heat(dtUs)
    }

    /** Time passes without current. */
    cool(dtUs: number): void {
        this.supplyMa = 0
        this.heat(dtUs)
    }

    /** Toward the target as fast as the most and the least of the supply allow. */
    private regulate(dtUs: number, circuit: CoilCircuit): void {
        const { supplyMv, motionMv, drive } = circuit
        const ohm = this.ohm + this.parameters.coilSwitchOhm
        const mostMv = supplyMv * drive.drivingFraction - motionMv
        const leastMv = supplyMv * drive.leastFraction - motionMv
        const left = leftAfter(dtUs, circuit, ohm)
        const mostMa = this.toward(mostMv / ohm, left)
        const leastMa = this.toward(leastMv / ohm, left)
        this.currentMa = Math.max(0, leastMa, Math.min(drive.targetMa, mostMa))
        if (supplyMv <= 0) return
        const neededMv = Math.max(0, this.currentMa * ohm + motionMv)
        const duty =
            mostMa > drive.targetMa ? Math.max(drive.leastFraction, neededMv / supplyMv) : 1
        this.supplyMa = this.currentMa * Math.min(1, duty)
    }

    /** The current runs down against a voltage. */
    private decay(dtUs: number, circuit: CoilCircuit, againstMv: number): void {
        const { ohm } = this
        const endMa = (-againstMv - circuit.motionMv) / ohm
        this.currentMa = Math.max(0, this.toward(endMa, leftAfter(dtUs, circuit, ohm)))
    }

    /** Current after a substep, of whose way to its end so much is left: exact for a constant voltage. */
    private toward(endMa: number, left: number): number {
        return endMa + (this.currentMa - endMa) * left
    }

    /** One heat capacity against the pen's body, exactly for a constant power. */
    private heat(dtUs: number): void {
        const { coilKPerW, coilTimeS } = this.parameters
        const watt = (this.currentMa * this.currentMa * this.ohm) / 1e6
        const endC = this.bodyC + coilKPerW * watt
        const { cooling } = this
        if (cooling.dtUs !== dtUs) {
            cooling.dtUs = dtUs
            cooling.left = Math.exp(-dtUs / (coilTimeS * 1e6))
        }
        this.temperatureC = endC + (this.temperatureC - endC) * cooling.left
    }
}

/** Share of the way to its final current that is left after a substep over coil and `ohm`. */
function leftAfter(dtUs: number, { inductanceH }: CoilCircuit, ohm: number): number {
    return Math.exp((-dtUs * ohm) / (inductanceH * 1e6))
}
