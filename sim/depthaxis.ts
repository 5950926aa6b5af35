/** The depth actuator's half of the board: the one chip in which the two variants differ, and its wires. */
import { ustepsToUm } from "../src/core/units"
import type { Chain } from "./chain/chain"
import type { SpiTarget } from "./chips/bus"
import { Max22200a } from "./chips/max22200a"
import { Tmc5240 } from "./chips/tmc5240"
import type { Clock } from "./clock"
import type { CoilDrive } from "./plant/coil"
import type { Plant } from "./plant/plant"
import type { CoilPort } from "./plant/solenoid"
import type { MotionPort } from "./plant/screwcarriage"
import { Signal } from "./signal"

export interface DepthAxis {
    /** Its chip, in the words of a scenario's faults. */
    readonly unit: "motion" | "solenoid"
    readonly chip: SpiTarget & {
        fail(kind: string, value?: number, seed?: number): void
        heal(): void
    }
    /** What the plant takes from it. */
    readonly port: { readonly motion: MotionPort } | { readonly coil: CoilPort }
    /** The wire of the solenoid board's CMD pin; a stepper board has none, and nobody drives this one. */
    readonly command: Signal
    /** Where the chip has told the carriage to be, µm of carriage. */
    readonly commandedUm: number
    /** Connects it to chain and plant, once both are there. */
    connect(chain: Chain): void
    /** Battery in or out. */
    power(on: boolean): void
}

const newCommandWire = (): Signal => new Signal("CMD", 1)

/** The TMC5240 of the lead screw, on the actuators' rail, its bridges gated by ALIVE. */
export class StepperAxis implements DepthAxis {
    readonly unit = "motion"
    readonly command = newCommandWire()
    readonly chip: Tmc5240

    constructor(
        clock: Clock,
        private readonly chain: Chain,
        private readonly plant: () => Plant
    ) {
        this.chip = new Tmc5240(clock, {
            enabled: () => !chain.drvEnn.high,
            left: () => plant().referenceClosed,
            right: () => chain.refr.high,
        })
    }

    get port(): { readonly motion: MotionPort } {
        return { motion: this.chip }
    }

    get commandedUm(): number {
        return ustepsToUm(this.chip.actualUsteps)
    }

    connect({ rail, drvEnn, refr }: Chain): void {
        const { chip } = this
        rail.onEdge(level => {
            chip.power(level === 1)
            this.plant().wake()
        })
        drvEnn.onEdge(() => {
            chip.pollSwitches()
            this.plant().wake()
        })
        refr.onEdge(() => chip.pollSwitches())
    }

    power(on: boolean): void {
        // A rail that never switches gives no edge to follow.
        this.chip.power(on && this.chain.rail.high)
    }
}

/** The MAX22200A of the solenoid: enabled by STROKE_SAFE, its supply and the coil's behind the series switch. */
export class SolenoidAxis implements DepthAxis, CoilPort {
    readonly unit = "solenoid"
    readonly command = newCommandWire()
    readonly chip: Max22200a

    constructor(
        clock: Clock,
        private readonly plant: () => Plant
    ) {
        this.chip = new Max22200a(clock, {
            command: () => this.command.high,
            supplyMv: () => plant().motorSupplyMv(),
            coilMa: () => plant().solenoid.coil.currentMa,
        })
    }

    get port(): { readonly coil: CoilPort } {
        return { coil: this }
    }

    get drive(): CoilDrive {
        return this.chip.drive
    }

    /** Chip and coil share the pen's body and its heat. */
    step(dtUs: number): void {
        this.chip.step(dtUs, this.plant().solenoid.coil.bodyC)
    }

    /** Where the current that the chip wants would hold this pen's plunger. */
    get commandedUm(): number {
        return Math.round(this.plant().solenoid.heldUm(this.chip.drive.targetMa))
    }

    connect({ strokeSafe, seriesClosed }: Chain): void {
        strokeSafe.onEdge(level => this.chip.enable(level === 1))
        seriesClosed.onEdge(() => this.chip.watch())
    }

    power(on: boolean): void {
        this.chip.power(on)
    }
}
