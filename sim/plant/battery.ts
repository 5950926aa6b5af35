/** 2S Li-ion pack: its charge, its open-circuit voltage by that, and what is left of it under current. */
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

/** What a full pack holds [docs/plant.md]. */
const PACK_MAH = 600
/** Most that a pen draws for long: coil at its highest code, needle motor, logic [docs/plant.md]. */
const WORST_MA = 615 + 160 + 100
/** What it then takes in 5 min, % of a full pack: the reserve of PEN-SAF-19, beside which a way in is nothing. */
export const RESERVE_PERCENT = (((WORST_MA * 5) / 60) * 100) / PACK_MAH
const PERCENT_PER_MA_US = 100 / (PACK_MAH * 3_600 * 1e6)
/** Default of `wrong`: from any good charge to below what a start needs. */
const LOST_PERCENT = 75

export class Battery {
    percent: number
    private lost = 0
    /** Of the charge that was asked for last: it is, again and again, before some has been drawn. */
    private readonly known = { percent: NaN, openMv: 0 }

    constructor(private readonly parameters: PlantParameters) {
        this.percent = parameters.batteryPercent
    }

    /** Terminal voltage, mV, while the actuators draw `drawnMa` beside everything else. */
    terminalMv(drawnMa: number): number {
        const sagMv = (drawnMa + this.parameters.batteryIdleMa) * this.parameters.batteryOhm
        const { known, percent } = this
        if (known.percent !== percent) {
            known.percent = percent
            known.openMv = this.openMv(percent)
        }
        return Math.max(0, known.openMv - sagMv)
    }

    /** The actuators have drawn `drawnMa` for so long, beside everything else. */
    draw(drawnMa: number, dtUs: number): void {
        const used = (drawnMa + this.parameters.batteryIdleMa) * dtUs * PERCENT_PER_MA_US
        this.percent = Math.max(0, this.percent - used)
    }

    /** An aged pack: `percent` of its charge were never there. */
    fail(percent: number | undefined): void {
        this.heal()
        this.lost = Math.min(this.percent, percent ?? LOST_PERCENT)
        this.percent -= this.lost
    }

    heal(): void {
        this.percent += this.lost
        this.lost = 0
    }

    openMv(charge: number): number {
        const percent = Math.min(100, Math.max(0, charge))
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
