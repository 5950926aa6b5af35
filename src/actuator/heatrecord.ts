/** The coil's heat in the pen's memory: what a power cut leaves of it (docs/decisions/0007-heat-of-the-coil.md). */
import {
    decodeHeat,
    encodeHeat,
    type Heat,
    HEAT_RECORD_BYTES,
    spareRecord,
    warm,
} from "../core/heat"
import { HEAT_RECORD_TICKS } from "../core/limits"
import { type Mb85rc1m } from "../drivers/mb85rc1m"

export class HeatRecord {
    /** Ticks since the last record. */
    private ticks = 0
    private memory: Mb85rc1m | undefined
    /** Two records are written in turn. */
    private offset = 0

    constructor(
        private readonly heat: Heat,
        private readonly place: number
    ) {}

    /** Takes over what was recorded; a pen without a good record is hot. */
    load(memory: Mb85rc1m): void {
        const records = Buffer.alloc(2 * HEAT_RECORD_BYTES)
        memory.read(this.place, records)
        decodeHeat(records, this.heat)
        this.offset = spareRecord(records)
        this.memory = memory
    }

    /** A few ticks with this current code. Returns `hot`. */
    pass(code: number, ticks: number): boolean {
        this.ticks += ticks
        return warm(this.heat, code, ticks)
    }

    /** Writes a record if it is time for one. Returns whether it was. */
    tell(code: number): boolean {
        if (this.ticks < HEAT_RECORD_TICKS) return false
        this.write(code > 0)
        return true
    }

    /** One transfer. `flowing`: current may flow until the next record. A lost one is made good by the next. */
    write(flowing: boolean): void {
        this.ticks = 0
        if (this.memory === undefined) return
        const bytes = Buffer.alloc(HEAT_RECORD_BYTES)
        encodeHeat(this.heat, flowing, bytes)
        this.memory.write(this.place + this.offset, bytes)
        this.offset = HEAT_RECORD_BYTES - this.offset
    }
}
