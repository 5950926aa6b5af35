/** What the simulated world knows of a board: its boot levels, from the file that is flashed, and its pulls. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { LineId } from "../src/hal/mailbox.regs"
import { root } from "../tools/paths"
import type { Level } from "./signal"

type Levels = Partial<Record<keyof typeof LineId, Level>>

export interface Board {
    /** `sPin` of the board file: output levels from boot on, before any program runs. */
    readonly bootLevels: Levels
    /** Level of each output while nobody drives it, by its external resistor (`boards/README.md`). */
    readonly pulls: Levels
}

/** Pull resistors are parts of the board, not of its configuration file. */
const PULLS: Levels = { LIFE: 0, ARM: 0, CS_MOTION: 1, LAMP: 0 }

/** Reads `boards/<id>.board.json`. */
export function loadBoard(id: string): Board {
    const text = readFileSync(join(root, "boards", `${id}.board.json`), "utf8")
    const file = JSON.parse(text) as { sPin: Levels }
    return { bootLevels: file.sPin, pulls: PULLS }
}
