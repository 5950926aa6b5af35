/**
 * Charge pump on LIFE: a capacitor-coupled rectifier whose output stands only while edges keep coming. A level,
 * high or low, passes no charge. It is the second, differently built listener to LIFE beside the watchdog.
 */
import type { Clock } from "../clock"
import type { Random } from "../random"
import type { Signal } from "../signal"
import { Held } from "./held"

/** Time without an edge until the output drops, µs: minimum and maximum over part tolerances [docs/plant.md]. */
export const PUMP_HOLD_US = [26_000, 115_000] as const
/** Edges that charge an empty pump past its threshold [docs/plant.md]. */
export const PUMP_EDGES = 3

export class ChargePump {
    readonly output = new Held("PUMP_OK", 0)
    readonly holdUs: number
    private lastEdgeUs = 0
    private edges = 0
    private powered = false
    private watching = false

    constructor(
        private readonly clock: Clock,
        random: Random,
        life: Signal
    ) {
        this.holdUs = random.integer(...PUMP_HOLD_US)
        life.onEdge(() => this.charge())
    }

    power(on: boolean): void {
        this.powered = on
        this.empty()
    }

    private charge(): void {
        if (!this.powered) return
        this.lastEdgeUs = this.clock.nowUs
        this.edges++
        if (this.edges >= PUMP_EDGES) this.output.drive(1)
        if (!this.watching) this.lookAt(this.lastEdgeUs + this.holdUs)
    }

    private lookAt(atUs: number): void {
        this.watching = true
        this.clock.at(atUs, () => {
            this.watching = false
            if (this.edges === 0) return
            const dueUs = this.lastEdgeUs + this.holdUs
            if (dueUs > this.clock.nowUs) this.lookAt(dueUs)
            else this.empty()
        })
    }

    private empty(): void {
        this.edges = 0
        this.output.drive(0)
    }
}
