/**
 * Coreless DC motor with the cam on its shaft. Its winding's own time constant is far below a substep and left out;
 * friction is dry, so the cam stays where it stopped. Under a constant voltage and torque the equation of motion is
 * linear, and a substep is its exact solution. Angles in radians, cumulative; 0 = bottom dead centre.
 */
import type { PlantParameters } from "./parameters"

/** Ripples of the commutator current per revolution. */
export const RIPPLES_PER_REVOLUTION = 6

/** Share of the speed that is lost in a substep; below this the exact solution would divide two vanishing numbers. */
const NO_DAMPING = 1e-6

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

    /** One substep under an outside torque, Nm, positive in the direction of rotation. */
    step(dtUs: number, terminals: Terminals, loadNm: number): void {
        const { motorOhm, motorVoltSecondPerRad, bridgeOhm, brakeOhm, viscousNmSecond } =
            this.parameters
        const bridgeSiemens = terminals.bridge ? 1 / bridgeOhm : 0
        const siemens = bridgeSiemens + (terminals.brake ? 1 / brakeOhm : 0)
        const conducts = siemens > 0 && this.fault !== "open"
        const openMv = siemens > 0 ? (terminals.bridgeMv * bridgeSiemens) / siemens : 0
        const windingOhm = this.fault === "short" ? 0 : motorOhm
        const loopOhm = conducts ? windingOhm + 1 / siemens : Infinity
        // Shorted brushes: the current is there, the torque is not, and the winding brakes itself over them.
        const volts = this.fault === "short" ? 0 : motorVoltSecondPerRad
        const ownVolts = motorVoltSecondPerRad - volts
        const damping =
            (volts * volts) / loopOhm + (ownVolts * ownVolts) / motorOhm + viscousNmSecond
        const drivingNm = (volts * openMv) / 1_000 / loopOhm + loadNm
        if (this.fault === "stuck") this.speedRadPerS = 0
        else this.turn(dtUs / 1e6, drivingNm, damping)
        const amps = (openMv / 1_000 - volts * this.speedRadPerS) / loopOhm
        this.windingMa = amps * 1_000
        const terminalMv = openMv - (conducts ? this.windingMa / siemens : 0)
        this.bridgeMa = Math.abs((terminals.bridgeMv - terminalMv) * bridgeSiemens)
    }

    /** Dry friction is against the motion: it may stop the motor, within the substep too, but never turn it. */
    private turn(seconds: number, drivingNm: number, damping: number): void {
        const { frictionNm, inertiaKgM2 } = this.parameters
        const dryNm = frictionNm + this.extraFrictionNm
        const before = this.speedRadPerS
        if (before === 0 && Math.abs(drivingNm) <= dryNm) return
        const sign = Math.sign(before === 0 ? drivingNm : before)
        const torqueNm = drivingNm - sign * dryNm
        const rate = damping / inertiaKgM2
        if (rate * seconds < NO_DAMPING) {
            this.accelerate(seconds, torqueNm / inertiaKgM2, sign)
            return
        }
        const finalRadPerS = torqueNm / damping
        const share = Math.exp(-rate * seconds)
        const after = finalRadPerS + (before - finalRadPerS) * share
        if (after * sign > 0) {
            this.speedRadPerS = after
            this.angleRad += finalRadPerS * seconds + ((before - finalRadPerS) * (1 - share)) / rate
            return
        }
        const stopSeconds = Math.log((finalRadPerS - before) / finalRadPerS) / rate
        this.speedRadPerS = 0
        this.angleRad += finalRadPerS * stopSeconds + before / rate
    }

    /** The limit of no damping at all: constant acceleration. */
    private accelerate(seconds: number, radPerS2: number, sign: number): void {
        const before = this.speedRadPerS
        const after = before + radPerS2 * seconds
        const turning = after * sign > 0
        const untilS = turning ? seconds : -before / radPerS2
        this.speedRadPerS = turning ? after : 0
        this.angleRad += before * untilS + (radPerS2 * untilS * untilS) / 2
    }
}
