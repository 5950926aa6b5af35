/** The carriage on its lead screw: takes the field's travel from the motion chip. */
import type { Carriage, CarriageLoad } from "./carriage"
import { failScrew } from "./faults"
import { LeadScrew } from "./leadscrew"
import type { PlantParameters } from "./parameters"

/** The motion chip, as far as the plant touches it. */
export interface MotionPort {
    /** Electrical travel of the stepper's field at an instant not before now, µsteps, outward positive. */
    travelAt(us: number): number
    pollSwitches(): void
    readonly bridgesOn: boolean
}

export class ScrewCarriage implements Carriage {
    readonly unit = "leadScrew"
    /** Its supply is not on the battery's model: the rail has a converter of its own. */
    readonly supplyMa = 0
    private readonly screw: LeadScrew
    private travelUsteps: number
    private bridgesOn: boolean

    constructor(
        parameters: PlantParameters,
        private readonly motion: MotionPort,
        nowUs: number
    ) {
        this.screw = new LeadScrew(parameters)
        this.travelUsteps = motion.travelAt(nowUs)
        this.bridgesOn = motion.bridgesOn
    }

    get carriageUm(): number {
        return this.screw.carriageUm
    }

    get awake(): boolean {
        return this.motion.bridgesOn
    }

    get restless(): boolean {
        return this.screw.slipping
    }

    /** The stepper's field turned, or its current came or went. */
    commandedUntil(toUs: number): boolean {
        const { motion } = this
        return motion.bridgesOn !== this.bridgesOn || motion.travelAt(toUs) !== this.travelUsteps
    }

    step(endUs: number, dtUs: number, load: CarriageLoad): void {
        this.travelUsteps = this.motion.travelAt(endUs)
        this.bridgesOn = this.motion.bridgesOn
        this.follow(load, dtUs)
    }

    reload(load: CarriageLoad): void {
        this.follow(load, 0)
    }

    /** A screw holds itself. */
    rest(): void {}

    look(): void {
        this.motion.pollSwitches()
    }

    fail(unit: string, kind: string, value?: number): void {
        failScrew(this.screw, unit, kind, value)
    }

    heal(): void {
        this.screw.freeze(false)
    }

    /** The skin's few tenths of a newton move a screw by a micrometre: left out. */
    private follow({ springN, fitted }: CarriageLoad, dtUs: number): void {
        this.screw.follow(this.travelUsteps, this.bridgesOn, springN, fitted, dtUs)
    }
}
