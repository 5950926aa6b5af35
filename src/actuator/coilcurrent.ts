/** The current in the solenoid's coil: the codes that the chip was told, and what the pen's map says of them. */
import { CURRENT_DISAGREE_UM, DISAGREE_UM, PLUNGER_OVER_UM } from "../core/limits"
import { type PlungerLoop } from "../core/plungerloop"
import { codeToUm, SIXTEENTHS, type SolenoidMap } from "../core/solenoidmap"
import { type CoilChip } from "./coilchip"

/** HIT phase of a start, 10 ms: the current has risen by then, and a missing coil shows. */
const HIT_TIME = 13

export class CoilCurrent {
    /** Code in the chip; 0 = off. */
    code = 0
    /** HIT acts only when the channel goes on: the first code of the move. */
    private hitCode = 0

    constructor(
        private readonly chip: CoilChip,
        private readonly map: SolenoidMap,
        private readonly loop: PlungerLoop
    ) {}

    /** HIT and HOLD, and the channel on: HIT acts only then. @returns Result. */
    async start(code: number): Promise<number> {
        this.hitCode = code
        const result = await this.write(code)
        return result !== 0 ? result : await this.chip.on()
    }

    /** A code into the chip, read back. @returns Result. */
    async write(code: number): Promise<number> {
        const result = await this.chip.setCodes(this.hitCode, code, HIT_TIME)
        this.code = code
        this.loop.mapUm = codeToUm(this.map, code * SIXTEENTHS)
        return result
    }

    /** Above this reading of the carriage, µm, the loop has something to do at once. */
    highUm(): number {
        const mapUm = this.loop.mapUm + CURRENT_DISAGREE_UM
        const overUm = this.loop.targetUm + PLUNGER_OVER_UM
        return mapUm < overUm ? mapUm : overUm
    }

    /** Below this one. */
    lowUm(): number {
        const mapUm = this.loop.mapUm - CURRENT_DISAGREE_UM
        const shortUm = this.loop.targetUm - DISAGREE_UM
        return mapUm > shortUm ? mapUm : shortUm
    }
}
