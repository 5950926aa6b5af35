/**
 * A planned motion: pieces of constant acceleration laid end to end in virtual time, evaluated in
 * closed form. After the last piece the motor rests. Units: microsteps, seconds, microseconds.
 */
import type { Phase } from "./tmc5240profile"

/** What becomes true when a piece ends. */
export type Ending = "reached" | "secondMove" | "stopLeft" | "stopRight"

export interface Piece {
    readonly startUs: number
    endUs: number
    readonly position: number
    /** Signed microsteps per second, and per second squared. */
    readonly velocity: number
    readonly acceleration: number
    ending?: Ending
}

/** Below this many microsteps two positions are the same; floating-point residue is far smaller. */
export const samePosition = 1e-4
const usPerSecond = 1e6

export function moving(piece: Piece): boolean {
    return piece.velocity !== 0 || piece.acceleration !== 0
}

/** Sign of the motion in a piece; 0 for a wait. */
export function direction(piece: Piece): number {
    return Math.sign(piece.velocity || piece.acceleration)
}

function positionIn(piece: Piece, atUs: number): number {
    const seconds = (atUs - piece.startUs) / usPerSecond
    return piece.position + piece.velocity * seconds + (piece.acceleration * seconds * seconds) / 2
}

function velocityIn(piece: Piece, atUs: number): number {
    return piece.velocity + (piece.acceleration * (atUs - piece.startUs)) / usPerSecond
}

/** Microseconds until `distance` (> 0) is covered in the direction of motion, or Infinity. */
export function timeToCover(piece: Piece, distance: number): number {
    const speed = Math.abs(piece.velocity)
    const along = direction(piece) * piece.acceleration
    const root = speed * speed + 2 * along * distance
    if (root < 0 || distance === Infinity) return Infinity
    const divisor = speed + Math.sqrt(root)
    return divisor > 0 ? ((2 * distance) / divisor) * usPerSecond : Infinity
}

/** The whole microstep that has been made at `position` when going in direction `sign`. */
export function wholeMicrostep(position: number, sign: number): number {
    return sign < 0 ? Math.ceil(position - samePosition) : Math.floor(position + samePosition)
}

export class Track {
    readonly pieces: Piece[] = []
    /** Where the motor is once all pieces are over. */
    rest = 0

    /** End of the last piece; -Infinity for an empty track. */
    endUs(): number {
        return this.pieces[this.pieces.length - 1]?.endUs ?? -Infinity
    }

    /** Forgets all motion; the motor stands at `position`. */
    clear(position: number): void {
        this.pieces.length = 0
        this.rest = position
    }

    pieceAt(atUs: number): Piece | undefined {
        for (const piece of this.pieces) if (atUs < piece.endUs) return piece
        return undefined
    }

    /** Exact position, between microsteps too. */
    positionAt(atUs: number): number {
        const piece = this.pieceAt(atUs)
        return piece ? positionIn(piece, atUs) : this.rest
    }

    /** Signed microsteps per second. */
    velocityAt(atUs: number): number {
        const piece = this.pieceAt(atUs)
        return piece ? velocityIn(piece, atUs) : 0
    }

    /** Adds a phase in direction `sign`, not before `fromUs`; `rest` follows to where it ends. */
    append(phase: Phase, sign: number, fromUs: number, ending?: Ending): void {
        const startUs = Math.max(fromUs, this.endUs())
        const piece: Piece = {
            startUs,
            endUs: startUs + phase.seconds * usPerSecond,
            position: this.rest,
            velocity: sign * phase.velocity,
            acceleration: sign * phase.acceleration,
        }
        if (ending) piece.ending = ending
        this.pieces.push(piece)
        if (piece.endUs < Infinity && moving(piece)) this.rest = positionIn(piece, piece.endUs)
    }

    /** Ends the motion at `atUs`, inside piece `index`; returns the speed it had there. */
    cut(index: number, atUs: number, ending: Ending): number {
        const piece = this.pieces[index]!
        const speed = Math.abs(velocityIn(piece, atUs))
        this.rest = positionIn(piece, atUs)
        piece.endUs = atUs
        piece.ending = ending
        this.pieces.length = index + 1
        return speed
    }
}
