/**
 * Coreless DC motor with the cam on its shaft. Its winding's own time constant is far below a substep and left out;
 * friction is dry, so the cam stays where it stopped. Angles in radians, cumulative; 0 = bottom dead centre.
 */
import type { PlantParameters } from "./parameters"

/** Ripples of the commutator current per revolution. */
export const RIPPLES_PER_REVOLUTION = 6

export type MotorFault = "stuck" | "open" | "short" | "slow"

/** What is connected to the motor's two terminals during a substep. */
export interface Terminals {
    /** Whether the bridge conducts, driving or braking. */
    bridge: boolean
    /** Average voltage it applies, mV; 0 while it brakes. */
    bridgeMv: number
    /** Whether the normally-on transistor shorts the motor. */
    brake: boolean
}

export class Motor {
    angleRad: number
    speedRadPerS = 0
    /** Current through the bridge, mA, either direction as positive; the brake's share is not in it. */
    bridgeMa = 0
    /** Winding current, mA, signed. */
    windingMa = 0
    private fault: MotorFault | undefined
    private extraFrictionNm = 0

    constructor(private readonly parameters: PlantParameters) {
        this.angleRad = parameters.camStartRad
    }

    /** Strokes per second, one per revolution. */
    get rateHz(): number {
        return this.speedRadPerS / (2 * Math.PI)
    }

    /** `slow` takes the extra dry friction in mNm. */
    fail(fault: MotorFault, milliNm = 3): void {
        this.heal()
        this.fault = fault
        if (fault === "slow") this.extraFrictionNm = milliNm / 1_000
    }

    heal(): void {
        this.fault = undefined
        this.extraFrictionNm = 0
    }

    /** One substep of at most 200 µs under an outside torque, Nm, positive in the direction of rotation. */
    step(dtUs: number, terminals: Terminals, loadNm: number): void {
        const { motorOhm, motorVoltSecondPerRad, bridgeOhm, brakeOhm, viscousNmSecond } =
            this.parameters
        const bridgeSiemens = terminals.bridge ? 1 / bridgeOhm : 0
        const siemens = bridgeSiemens + (terminals.brake ? 1 / brakeOhm : 0)
        const conducts = siemens > 0 && this.fault !== "open"
        const openMv = siemens > 0 ? (terminals.bridgeMv * bridgeSiemens) / siemens : 0
        const windingOhm = this.fault === "short" ? 0 : motorOhm
        const loopOhm = conducts ? windingOhm + 1 / siemens : Infinity
        // Shorted brushes: the current is there, the torque is not.
        const volts = this.fault === "short" ? 0 : motorVoltSecondPerRad
        const damping = (volts * volts) / loopOhm + viscousNmSecond
        const drivingNm = (volts * openMv) / 1_000 / loopOhm + loadNm
        this.turn(dtUs, drivingNm, damping)
        const amps = (openMv / 1_000 - volts * this.speedRadPerS) / loopOhm
        this.windingMa = amps * 1_000
        const terminalMv = openMv - (conducts ? this.windingMa / siemens : 0)
        this.bridgeMa = Math.abs((terminals.bridgeMv - terminalMv) * bridgeSiemens)
    }

    /** Implicit in the damping, so that it cannot overshoot; dry friction may stop the motor but never turn it. */
    private turn(dtUs: number, drivingNm: number, damping: number): void {
        if (this.fault === "stuck") {
            this.speedRadPerS = 0
            return
        }
        const perInertia = dtUs / 1e6 / this.parameters.inertiaKgM2
        const denominator = 1 + damping * perInertia
        const freeRadPerS = (this.speedRadPerS + drivingNm * perInertia) / denominator
        const frictionNm = this.parameters.frictionNm + this.extraFrictionNm
        const slowedRadPerS = Math.abs(freeRadPerS) - (frictionNm * perInertia) / denominator
        const before = this.speedRadPerS
        this.speedRadPerS = slowedRadPerS > 0 ? Math.sign(freeRadPerS) * slowedRadPerS : 0
        this.angleRad += (((before + this.speedRadPerS) / 2) * dtUs) / 1e6
    }
}
