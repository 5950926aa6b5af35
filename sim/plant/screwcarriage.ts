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
    /** Whether travel stays what it is from an instant on, unless the chip is touched. */
    restsFrom(us: number): boolean
    /** Calls back after whatever may set the field in motion, or its current on or off. */
    onTouch(listener: () => void): void
}

export class ScrewCarriage implements Carriage {
    readonly unit = "leadScrew"
    /** Its supply is not on the battery's model: the rail has a converter of its own. */
    readonly supplyMa = 0
    private readonly screw: LeadScrew
    private travelUsteps: number
    private bridgesOn: boolean
    /** Something was touched since it was last seen to stand. */
    private disturbed = true

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

    standsUntil(toUs: number): boolean {
        if (!this.disturbed) return true
        const { motion } = this
        const still =
            motion.travelAt(toUs) === this.travelUsteps &&
            motion.bridgesOn === this.bridgesOn &&
            !this.screw.slipping
        if (still && motion.restsFrom(toUs)) this.disturbed = false
        return still
    }

    get rests(): boolean {
        return !this.disturbed
    }

    disturb(): void {
        this.disturbed = true
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
