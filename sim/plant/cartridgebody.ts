/** The mechanical part of a cartridge: needles, their true offset, and how it sits in the nose. */
import type { Random } from "../random"
import { symmetric, type PlantParameters } from "./parameters"

/** What the world knows about a cartridge, whatever its memory says. */
export interface CartridgeBody {
    /** True length of the needles beyond the nominal plate, µm. */
    readonly tipOffsetUm: number
    readonly needles: number
}

/** A cartridge in the nose. */
export class SeatedCartridge {
    /** How far off nominal this seating is, µm; the sum of two draws, so small errors are likelier. */
    readonly seatUm: number

    constructor(
        readonly body: CartridgeBody,
        parameters: PlantParameters,
        random: Random
    ) {
        const share = (symmetric(random) + symmetric(random)) / 2
        this.seatUm = parameters.seatUm * share
    }

    /** What this cartridge adds between carriage and needle tip at bottom dead centre, µm. */
    get tipUm(): number {
        return this.body.tipOffsetUm + this.seatUm
    }
}
