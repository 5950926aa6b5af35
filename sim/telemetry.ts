/** What a bench shows of a living pen: depths, strokes and current over time, the levels of chain and supply. */
import type { Pen } from "./pen"
import { fieldMtAt } from "./plant/magnet"
import { WATCH_US } from "./observer"
import {
    type LampName,
    type LiveSample,
    type SampleName,
    lampNames,
    sampleFields,
} from "./samplefields"

/** Rounds of bisection: a carriage range of 4.5 mm to well below a micrometre. */
const BISECTIONS = 14
const SENSOR_RANGE_UM = [-1_000, 3_500] as const

export class Telemetry {
    private everyMs = 5
    private nextAtMs = 0
    private lowUm = Infinity
    private highUm = -Infinity
    private samples: LiveSample[] = []
    private fieldMt = NaN
    private measured = 0

    /** Looks at the pen whenever its observer does, so that being watched changes nothing in the run. */
    constructor(private readonly pen: Pen) {
        pen.observer.onLook(() => this.look())
    }

    /** How far apart samples are, a whole number of ms. */
    set spacingMs(ms: number) {
        this.everyMs = Math.max(WATCH_US / 1000, Math.round(ms))
        this.nextAtMs = Math.min(this.nextAtMs, this.pen.nowMs + this.everyMs)
    }

    /** The samples since the last call, oldest first. */
    take(): LiveSample[] {
        const taken = this.samples
        this.samples = []
        return taken
    }

    /** One bit for each of `lampNames`. */
    lamps(): number {
        const { chain, plant } = this.pen.world
        const levels: Record<LampName, boolean> = {
            supply: chain.hasSupply,
            alive: chain.alive.high,
            watchdog: chain.wdo.high,
            chargePump: chain.pumpOk.high,
            rail: chain.rail.high,
            latchClosed: chain.latchClosed.high,
            stopClosed: chain.stopClosed.high,
            threshold: chain.threshold.high,
            depthCap: chain.capTripped.high,
            arm: chain.arm.high,
            strokeSafe: chain.strokeSafe.high,
            series: chain.seriesClosed.high,
            drive: plant.drivePowered,
            brake: chain.brake.high,
        }
        return lampNames.reduce((bits, name, index) => bits | (levels[name] ? 1 << index : 0), 0)
    }

    private look(): void {
        const { plant } = this.pen.world
        const tipUm = plant.tip.nowUm
        this.lowUm = Math.min(this.lowUm, tipUm)
        this.highUm = Math.max(this.highUm, tipUm)
        if (this.pen.nowMs < this.nextAtMs) return
        this.nextAtMs = this.pen.nowMs + this.everyMs
        this.samples.push(this.sample(tipUm))
        this.lowUm = Infinity
        this.highUm = -Infinity
    }

    private sample(tipUm: number): LiveSample {
        const { world, truth, nowMs } = this.pen
        const { plant, chain, axis } = world
        const values: Record<SampleName, number | null> = {
            atMs: nowMs,
            selectedUm: truth.depthUm,
            commandedUm: axis.commandedUm,
            measuredUm: this.measuredUm(),
            carriageUm: plant.carriageUm,
            reachUm: plant.reachUm,
            tipUm,
            tipLowUm: this.lowUm,
            tipHighUm: this.highUm,
            rateDeciHz: plant.motor.rateHz * 10,
            motorMa: plant.currentMa(),
            permitted: chain.strokeSafe.value,
            driven: plant.drivePowered ? 1 : 0,
        }
        return sampleFields.map(name => {
            const value = values[name]
            return value === null ? null : Math.round(value)
        })
    }

    /** The carriage position at which this pen's magnet gives the field that was measured last; none before that. */
    private measuredUm(): number | null {
        const { hall, plant } = this.pen.world
        const fieldMt = hall.resultMt
        if (fieldMt === 0) return null
        if (fieldMt === this.fieldMt) return this.measured
        this.fieldMt = fieldMt
        let [lowUm, highUm]: [number, number] = [...SENSOR_RANGE_UM]
        for (let round = 0; round < BISECTIONS; round++) {
            const middleUm = (lowUm + highUm) / 2
            if (fieldMtAt(plant.parameters, middleUm) < fieldMt) lowUm = middleUm
            else highUm = middleUm
        }
        this.measured = (lowUm + highUm) / 2
        return this.measured
    }
}
