/** What the servers see of the pen, and the one way in which they ask it for something. */
import { type CartridgeRecord } from "../core/cartridge"
import { type Inputs } from "../core/inputs"
import { type Interlock } from "../core/interlock"
import { type Sample } from "../core/sample"
import { type Refusal, type Request } from "../core/service"

/** The pen's memory has the layout of `core/header.ts`. */
export interface PenView {
    readonly lock: Interlock
    readonly inputs: Inputs
    readonly sample: Sample
    /** Of the accepted cartridge; meaningful while `inputs.cartridge` is 0. */
    readonly record: CartridgeRecord
    /** Header of the journal (`HeaderAt`). */
    readonly header: Buffer
    /** A press starts and the next one stops. */
    triggerToggles(): boolean
    journalReady(): boolean
    /** How many entries were ever written. */
    entries(): number
    /** Seconds since 2000-01-01 UTC; 0 = not known. At rest only: it asks the clock. */
    seconds(): number
    /** The entry, or the block of the memory, of that number; undefined where there is none, or while the pen moves. */
    recorded(request: Request, number: number): Buffer
    /** Depth, µm, and stroke rate, mHz, as they are now; calm ticks leave them in `sample` as they were. */
    depthUm(): number
    rateMilliHz(): number
    /** Carries out what is asked, or says why not. */
    ask(request: Request, argument: number): Refusal
}
