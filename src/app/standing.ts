/** At rest nobody arms: a latch or a switch that conducts all the same protects no longer. */
import { Fault } from "../core/fault"
import { State } from "../core/state"
import { ExpanderBit } from "../drivers/pca9555"
import { type Pen } from "./pen"
import { type Sampler } from "./sampler"

/** Latch and series switch follow ARM within 1 ms; the expander is one tick late. */
const STANDING_TICKS = 3
const SERIES_CLOSED = 1 << ExpanderBit.SeriesClosed

export class Standing {
    /** Ticks at rest in which the chain still permitted strokes. */
    ticks = 0

    constructor(
        private readonly pen: Pen,
        private readonly sampler: Sampler
    ) {}

    /** One tick at rest. Returns ChainLost while the permission stands, else None. */
    tick(): Fault {
        const conducts = (this.pen.devices.expander.levels & SERIES_CLOSED) !== 0
        if (this.pen.inputs.strokeSafe || (this.sampler.ready && conducts)) this.ticks += 1
        else this.ticks = 0
        if (this.ticks <= STANDING_TICKS) return Fault.None
        if (this.pen.lock.state !== State.Faulted)
            console.log(`fault ${Fault.ChainLost}: permission stands at rest`)
        return Fault.ChainLost
    }
}
