/** 2S Li-ion pack: open-circuit voltage by charge, and what is left of it under current. */
import type { PlantParameters } from "./parameters"

/** Open-circuit voltage of the pack by state of charge [docs/plant.md]; straight lines between the points. */
const OPEN_MV: readonly (readonly [percent: number, mv: number])[] = [
    [0, 6_000],
    [10, 6_900],
    [20, 7_200],
    [50, 7_500],
    [80, 7_950],
    [100, 8_400],
]

export class Battery {
    percent: number

    constructor(private readonly parameters: PlantParameters) {
        this.percent = parameters.batteryPercent
    }

    /** Terminal voltage, mV, while the actuators draw `drawnMa` beside everything else. */
    terminalMv(drawnMa: number): number {
        const sagMv = (drawnMa + this.parameters.batteryIdleMa) * this.parameters.batteryOhm
        return Math.max(0, this.openMv() - sagMv)
    }

    private openMv(): number {
        const percent = Math.min(100, Math.max(0, this.percent))
        for (let index = 1; index < OPEN_MV.length; index++) {
            const [highPercent, highMv] = OPEN_MV[index]!
            if (percent > highPercent) continue
            const [lowPercent, lowMv] = OPEN_MV[index - 1]!
            const share = (percent - lowPercent) / (highPercent - lowPercent)
            return lowMv + (highMv - lowMv) * share
        }
        return OPEN_MV[OPEN_MV.length - 1]![1]
    }
}
