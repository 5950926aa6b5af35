/** The DRV8214 model on the pen's own motor, supply and chain, with needles at work. */
import { Drv8214 } from "../../sim/chips/drv8214"
import { Plant } from "../../sim/plant/plant"
import { Random } from "../../sim/random"
import { ChainRig } from "../chain/chainrig"

/** 1.7 mm out of the parked position: the needles reach the skin. */
const TRAVEL_USTEPS = 17_408

export class DriveRig extends ChainRig {
    readonly chip: Drv8214
    readonly plant: Plant

    constructor(seed: number, needles: number) {
        super(seed)
        this.chip = new Drv8214(this.clock, {
            ripples: (): number => this.plant.ripples(),
            rippleRadPerS: (): number => this.plant.rippleRadPerS(),
            currentMa: (): number => this.plant.currentMa(),
            supplyMv: (): number => this.plant.motorSupplyMv(),
        })
        this.chain.strokeSafe.onEdge(level => this.chip.sleep(level === 1))
        this.plant = new Plant(this.clock, new Random(seed, "plant"), {
            motion: {
                travelAt: () => TRAVEL_USTEPS,
                pollSwitches: () => undefined,
                bridgesOn: true,
                restsFrom: () => true,
                onTouch: () => undefined,
            },
            drive: this.chip,
            chain: this.chain,
            witness: () => undefined,
        })
        this.plant.insert({ tipOffsetUm: 0, needles })
        this.armed()
    }
}
