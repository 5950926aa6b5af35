/** Field of the carriage magnet at the depth sensor's X axis, mT: nearly linear, with a pen's own gain and offset. */
import type { PlantParameters } from "./parameters"

export function fieldMtAt(parameters: PlantParameters, carriageUm: number): number {
    const mm = (carriageUm - parameters.magnetCentreUm) / 1_000
    const { magnetGainMtPerMm, magnetCubicMtPerMm3, magnetOffsetMt } = parameters
    return magnetOffsetMt + magnetGainMtPerMm * mm + magnetCubicMtPerMm3 * mm * mm * mm
}
