/**
 * A campaign of interrupted flashing: a tool that is killed, a cable that is pulled, a board or a computer that loses
 * its supply, at random moments of writing a whole pen or of rescuing its store. The flash as it was left is then
 * booted in a simulated pen, and safety is judged at its plant (PEN-SAF-22).
 */
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { Random } from "../../sim/random"
import { BoardLine } from "../flash/boardline"
import { Cable } from "../flash/cable"
import { flashBoard } from "../flash/flash"
import type { Part } from "../flash/loader"
import { Failed } from "../outcome"
import { SECTOR_BYTES, STORE } from "../release/layout"
import { sha256 } from "../release/package"
import { storeImage } from "../release/store"
import { type Given, type Interruption, type Kind, kinds } from "./interruptions"
import { PenLink } from "./link"
import { SimPort } from "../bus/simport"
import { prove } from "./prove"
import { giveHistory, Witness } from "./witness"

/** Stands for the native runtime: what it holds is nothing to the loader, and it starts only when it is whole. */
const RUNTIME_BYTES = 98_304
const START_MS = 3_000
/** A pen that does not start is watched for so long. */
const SILENT_MS = 3_000
const SECOND_PERCENT = 33
const READING_PERCENT = 20
/** What the board counts for the erasure of a sector (`sim/loader/norflash.ts`). */
const ERASE_BYTES = 256

type Left = Interruption["left"]

/** Messages from the tool to the board: until everything is written, and until it is read back. */
interface Moments {
    readonly written: number
    readonly whole: number
}

export class FlashInterrupter {
    private readonly machine = new Machine()
    private readonly runtime = new Random(1, "runtime").bytes(RUNTIME_BYTES)
    private moments: Moments | undefined

    constructor(private readonly given: Given) {}

    async run(seed: number): Promise<Interruption> {
        this.moments ??= await this.countMoments()
        const { variant, old } = this.given
        const random = new Random(seed, "flash interruption")
        const pen = await Pen.make({ seed, variant, bytecode: old, machine: this.machine })
        giveHistory(pen, random)
        pen.powerOn()
        pen.runUntil(START_MS)
        const witness = new Witness(pen)
        const line = new BoardLine()
        line.board.flash.bytes.set(this.runtime)
        line.board.flash.bytes.set(storeImage(old), STORE.offset)
        const run = new Run(this.given, pen, random, this.runtime, this.moments)
        const kind = kinds[random.integer(0, kinds.length - 1)]!
        const [at, board] = await run.attempt(kind, line)
        const left = await run.look(board)
        let then = board
        if (random.integer(1, 100) <= SECOND_PERCENT) {
            const again = kinds[random.integer(0, kinds.length - 1)]!
            then = (await run.attempt(again, board))[1]
            await run.look(then)
        }
        const end = await run.bringBack(then)
        return { seed, kind, at, left, end, unsafe: witness.unsafe(), memory: witness.lost() }
    }

    /** Of a whole pen that nobody interrupts. */
    private async countMoments(): Promise<Moments> {
        const cable = new Cable(new BoardLine())
        let writes = 0
        const moments = { whole: 0, written: 0 }
        cable.onWrite = () => {
            writes++
        }
        const store = { address: STORE.offset, data: storeImage(this.given.next.bytecode) }
        await flashBoard(cable, [{ address: 0, data: this.runtime }, store], {
            identified: () => undefined,
            progress: step => {
                if (step === "write") moments.written = writes
            },
        })
        return { ...moments, whole: writes }
    }
}

const silent = { identified: () => undefined, progress: () => undefined }

class Run {
    constructor(
        private readonly given: Given,
        private readonly pen: Pen,
        private readonly random: Random,
        private readonly runtime: Uint8Array,
        private readonly moments: Moments
    ) {}

    /** One life of the tool with one interruption. Gives the moment, in ms or bytes, and the board as it is then. */
    async attempt(kind: Kind, line: BoardLine): Promise<[number, BoardLine]> {
        this.inLoader()
        const parts = this.parts(line)
        let board = line
        // Reading back takes longer than writing, and leaves the same behind whenever it is interrupted.
        const whole = this.random.integer(1, 100) <= READING_PERCENT
        let at = this.random.integer(1, whole ? this.moments.whole : this.moments.written)
        if (kind === "pen power cut") {
            const most = parts.reduce(
                (sum, { data }) => sum + data.length + (data.length / SECTOR_BYTES) * ERASE_BYTES,
                0
            )
            at = this.random.integer(1, most)
            board = withSameFlash(line, { powerLossAfterBytes: at })
        }
        const cable = new Cable(board)
        const ended = endAfter(cable, kind, at)
        const flashed = flashBoard(cable, parts, silent).catch((error: unknown) => {
            if (!(error instanceof Failed)) throw error
        })
        await Promise.race([flashed, ended])
        cable.cut()
        // A board that lost its supply has it again.
        return [at, kind === "pen power cut" ? withSameFlash(board) : board]
    }

    /** What the pen does with what is in its flash now. */
    async look(line: BoardLine): Promise<Left> {
        const link = this.start(line)
        if (!link) return "silent"
        const status = await link.find()
        if (!status) return "silent"
        if (status.programBytes === 0) return "none"
        if (status.programSha256 === sha256(this.given.old)) return "old"
        return status.programSha256 === this.given.next.manifest.bytecode.sha256 ? "new" : "torn"
    }

    /** Nothing interrupts any more. */
    async bringBack(line: BoardLine): Promise<Interruption["end"]> {
        this.inLoader()
        await flashBoard(line, this.parts(line), silent)
        const link = this.start(line)
        if (!link || !(await link.find())) return "lost"
        try {
            await prove(link, this.given.next.manifest.bytecode.sha256)
            return "new"
        } catch (error) {
            if (error instanceof Failed) return "lost"
            throw error
        }
    }

    /** Where the runtime is whole, half of the technicians only rescue the store. */
    private parts(line: BoardLine): Part[] {
        const store = { address: STORE.offset, data: storeImage(this.given.next.bytecode) }
        const rescues = this.boots(line) && this.random.integer(0, 1) === 0
        return rescues ? [store] : [{ address: 0, data: this.runtime }, store]
    }

    private boots(line: BoardLine): boolean {
        return Buffer.from(line.board.flash.bytes.subarray(0, RUNTIME_BYTES)).equals(this.runtime)
    }

    /** The chip runs its loader: no program, and every pin floats. */
    private inLoader(): void {
        this.pen.mcu.powerOff()
        this.pen.runUntil(this.pen.nowMs + SILENT_MS)
    }

    /** Undefined for a pen that does not start: without its runtime, or with a store that its runtime stumbles over. */
    private start(line: BoardLine): PenLink | undefined {
        this.pen.powerOff()
        const flash = line.board.flash.bytes
        this.pen.mcu.loadFlash(flash.slice(STORE.offset, STORE.offset + STORE.sizeBytes))
        this.pen.powerOn()
        if (!this.boots(line)) this.pen.mcu.powerOff()
        const link = new PenLink(new SimPort(this.pen))
        try {
            this.pen.runUntil(this.pen.nowMs + START_MS)
        } catch (error) {
            if (!(error instanceof WebAssembly.RuntimeError)) throw error
            this.inLoader()
            return undefined
        }
        return this.boots(line) ? link : undefined
    }
}

/** The tool ends, or its board is gone, at a message; a power cut the board brings about by itself. */
function endAfter(cable: Cable, kind: Kind, writes: number): Promise<void> {
    let left = writes
    return new Promise(resolve => {
        cable.onWrite = () => {
            if (kind === "pen power cut" || --left > 0) return
            if (kind === "cable pulled") cable.onLost()
            cable.cut()
            resolve()
        }
    })
}

function withSameFlash(line: BoardLine, faults: { powerLossAfterBytes?: number } = {}): BoardLine {
    const board = new BoardLine(faults)
    board.board.flash.bytes.set(line.board.flash.bytes)
    return board
}
