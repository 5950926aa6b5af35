/** Eccentric cam: needle position below bottom dead centre, and the torques that come back through it. */
import type { PlantParameters } from "./parameters"

const TURN = 2 * Math.PI

/** Needle offset by the cam, µm: 0 at bottom dead centre (angle 0), minus the stroke at the opposite point. */
export function camOffsetUm(strokeUm: number, angleRad: number): number {
    return (-strokeUm * (1 - Math.cos(angleRad))) / 2
}

/** How often an angle was passed between two cumulative ones, forward or backward. */
export function passes(markRad: number, fromRad: number, toRad: number): number {
    const from = Math.floor((fromRad - markRad) / TURN)
    return Math.abs(Math.floor((toRad - markRad) / TURN) - from)
}

/**
 * Torque of the forces on the needle plate, Nm, positive in the direction of rotation. The spring always pulls the
 * needles in; the skin only resists on the way in.
 */
export function camTorqueNm(
    parameters: PlantParameters,
    angleRad: number,
    tipUm: number,
    needles: number
): number {
    const armM = (parameters.strokeUm / 2e6) * Math.sin(angleRad)
    const skinN = skinForceN(parameters, angleRad, tipUm, needles)
    return armM * (parameters.camSpringN + skinN)
}

/** Force of the skin on the needles, N: only while they go in. */
export function skinForceN(
    parameters: PlantParameters,
    angleRad: number,
    tipUm: number,
    needles: number
): number {
    return tipUm > 0 && Math.sin(angleRad) < 0 ? needles * parameters.skinNPerNeedle : 0
}
