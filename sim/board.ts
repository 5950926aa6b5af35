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
    /** What the runtime says that it is, on the bus. */
    readonly productId: number
}

/** Pull resistors are parts of the board, not of its configuration file. */
const PULLS = { LIFE: 0, ARM: 0, CS_DEPTH: 1, LAMP: 0, CMD: 1 } as const satisfies Levels

interface BoardFile {
    readonly pins: Record<string, number>
    readonly sPin: Levels
    readonly productId: string
}

/** Reads `boards/<id>.board.json`. */
export function loadBoard(id: string): Board {
    const text = readFileSync(join(root, "boards", `${id}.board.json`), "utf8")
    const file = JSON.parse(text) as BoardFile
    const pulls = Object.entries(PULLS).filter(([label]) => label in file.pins)
    const productId = Number(file.productId)
    return { bootLevels: file.sPin, pulls: Object.fromEntries(pulls), productId }
}
