/** Plant and chain of a solenoid pen with a simple stand-in for the coil chip. */
import { nominalParameters, TOLERANCES } from "../../sim/plant/parameters"
import type { CoilDrive } from "../../sim/plant/coil"
import { type FixedParameters, Plant } from "../../sim/plant/plant"
import type { Solenoid } from "../../sim/plant/solenoid"
import { nominalSolenoid, SOLENOID_TOLERANCES } from "../../sim/plant/solenoidparameters"
import { Random } from "../../sim/random"
import { ChainRig } from "../chain/chainrig"

/** Regulates at once while its enable pin is high; `shorted` conducts regardless. */
class FakeCoilChip {
    commandedMa = 0
    shorted = false

    constructor(private readonly rig: SolenoidRig) {}

    get drive(): CoilDrive {
        const on = this.shorted || (this.rig.chain.strokeSafe.high && this.commandedMa > 0)
        const targetMa = this.shorted ? Infinity : this.commandedMa
        const least = this.shorted ? 1 : 0
        if (!on) return { bridge: "off", targetMa: 0, drivingFraction: 0, leastFraction: 0 }
        return { bridge: "drive", targetMa, drivingFraction: 1, leastFraction: least }
    }

    step(): void {}
}

export class SolenoidRig extends ChainRig {
    readonly chip: FakeCoilChip
    readonly plant: Plant
    /** Carriage at which the depth sensor's threshold trips the chain; none at first. */
    thresholdUm = Infinity
    /** Fastest and farthest of the carriage since power-on, between two looks of at most 200 µs. */
    fastestMmPerS = 0
    highestUm = -Infinity
    private seen: { atUs: number; um: number } | undefined

    constructor(seed: number, fixed: FixedParameters = {}) {
        super(seed)
        this.chip = new FakeCoilChip(this)
        this.plant = new Plant(
            this.clock,
            new Random(seed, "plant"),
            {
                coil: this.chip,
                drive: { step: () => undefined, bridge: "coast", appliedMv: 0 },
                chain: this.chain,
                witness: () => undefined,
                onSense: () => this.sense(),
            },
            fixed
        )
    }

    get solenoid(): Solenoid {
        return this.plant.solenoid
    }

    get carriageUm(): number {
        return this.plant.carriageUm
    }

    /** Threshold and fastest speed see the carriage when everything looks. */
    private sense(): void {
        const { carriageUm: um } = this
        const atUs = this.clock.nowUs
        if (this.seen && atUs > this.seen.atUs) {
            const speed = (Math.abs(um - this.seen.um) / (atUs - this.seen.atUs)) * 1_000
            this.fastestMmPerS = Math.max(this.fastestMmPerS, speed)
        }
        this.seen = { atUs, um }
        this.highestUm = Math.max(this.highestUm, um)
        this.chain.threshold.set(um > this.thresholdUm)
    }

    /** A cartridge of 12 needles sits in the nose, the program is alive and armed, the coil is still off. */
    permitted(): this {
        this.plant.insert({ tipOffsetUm: 0, needles: 12 })
        return this.armed()
    }

    /** Current as the calibration says for a depth, and time to settle. */
    extend(um: number, ms = 150): this {
        this.chip.commandedMa = this.solenoid.calibrationMa([um])[0]!
        this.wait(ms)
        return this
    }

    /** Makes the depth exactly what it says, whatever friction and hysteresis made of it. */
    extendedTo(um: number): this {
        this.extend(um)
        for (let turn = 0; turn < 20 && Math.abs(this.carriageUm - um) > 1; turn++) {
            this.chip.commandedMa += (um - this.carriageUm) / 6
            this.wait(20)
        }
        return this
    }

    /** Lets time pass until the carriage is at or below a place, in steps of 0.1 ms; Infinity after `limitMs`. */
    timeToBelow(um: number, limitMs: number): number {
        const startUs = this.clock.nowUs
        while (this.carriageUm > um) {
            if (this.clock.nowUs - startUs >= limitMs * 1_000) return Infinity
            this.wait(0.1)
        }
        return (this.clock.nowUs - startUs) / 1_000
    }
}

/** A pen with every tolerance at its middle and every bias off. */
export function idealSolenoid(changes: FixedParameters = {}): FixedParameters {
    return { ...nominalParameters(), ...nominalSolenoid(), ...changes }
}

/** A pen with these tolerances at one end, +1 or −1, and the others at their middle. */
export function cornerSolenoid(ends: Record<string, 1 | -1>): FixedParameters {
    const all = { ...TOLERANCES, ...SOLENOID_TOLERANCES }
    const entries = Object.entries(all).map(([name, { nominal, spread }]) => [
        name,
        nominal + spread * (ends[name] ?? 0),
    ])
    return Object.fromEntries(entries) as FixedParameters
}
