/** Plant and chain with simple stand-ins for the two motion chips, for the tests of mechanics and chain. */
import type { ChainOptions } from "../../sim/chain/chain"
import { Random } from "../../sim/random"
import { nominalParameters, type PlantParameters } from "../../sim/plant/parameters"
import { Plant } from "../../sim/plant/plant"
import type { Crossing } from "../../sim/plant/strokes"
import { ChainRig } from "../chain/chainrig"

/** Moves its field at constant speed; its bridges obey DRV_ENN and its outward motion obeys REFR. */
class FakeMotion {
    polls = 0
    private touched: () => void = () => undefined
    private fromUsteps = 0
    private targetUsteps = 0
    private startUs = 0
    private ustepsPerUs = 0

    constructor(private readonly rig: PlantRig) {
        rig.chain.drvEnn.onEdge(() => this.touched())
    }

    get bridgesOn(): boolean {
        return !this.rig.chain.drvEnn.high
    }

    moveBy(um: number, umPerMs: number): void {
        const nowUs = this.rig.clock.nowUs
        this.fromUsteps = this.travelAt(nowUs)
        this.targetUsteps = this.fromUsteps + um * 10.24
        this.startUs = nowUs
        this.ustepsPerUs = (Math.sign(um) * umPerMs * 10.24) / 1_000
        this.touched()
    }

    restsFrom(us: number): boolean {
        return this.travelAt(us) === this.targetUsteps
    }

    onTouch(listener: () => void): void {
        this.touched = listener
    }

    travelAt(us: number): number {
        const usteps = this.fromUsteps + this.ustepsPerUs * (us - this.startUs)
        const arrived = this.ustepsPerUs > 0 ? Math.min : Math.max
        return arrived(usteps, this.targetUsteps)
    }

    pollSwitches(): void {
        this.polls++
        if (this.rig.chain.refr.high && this.ustepsPerUs > 0) this.moveBy(0, 0)
    }
}

/** Drives while awake; a PI loop on speed, or a fixed voltage. `shorted` drives whatever its sleep pin says. */
class FakeDrive {
    on = false
    braking = false
    shorted = false
    rateHz = 0
    fixedMv: number | undefined
    appliedMv = 0
    private integralMv = 0

    constructor(private readonly rig: PlantRig) {}

    get bridge(): "coast" | "brake" | "drive" {
        if (this.shorted) return "drive"
        if (!this.rig.chain.strokeSafe.high) return "coast"
        if (this.braking) return "brake"
        return this.on ? "drive" : "coast"
    }

    step(dtUs: number): void {
        const supplyMv = this.rig.plant.motorSupplyMv()
        if (this.shorted || this.fixedMv !== undefined) {
            this.appliedMv = this.shorted ? supplyMv : Math.min(supplyMv, this.fixedMv ?? 0)
            return
        }
        const missingHz = this.rateHz - this.rig.plant.motor.rateHz
        this.integralMv = clamp(this.integralMv + missingHz * 3 * (dtUs / 200), supplyMv)
        this.appliedMv = clamp(this.integralMv + missingHz * 40, supplyMv)
    }
}

function clamp(value: number, highest: number): number {
    return Math.min(Math.max(value, 0), highest)
}

export class PlantRig extends ChainRig {
    readonly motion: FakeMotion
    readonly drive: FakeDrive
    readonly plant: Plant
    readonly crossings: Crossing[] = []
    readonly power: { on: boolean; atUs: number }[] = []
    witnessPulses = 0
    /** Tip at the last pulse of the cam's Hall switch, µm. */
    witnessTipUm = 0

    constructor(seed: number, fixed: Partial<PlantParameters> = {}, options: ChainOptions = {}) {
        super(seed, options)
        this.motion = new FakeMotion(this)
        this.drive = new FakeDrive(this)
        const { motion, drive, chain } = this
        const ports = {
            motion,
            drive,
            chain,
            onStroke: (crossing: Crossing) => void this.crossings.push(crossing),
            witness: () => {
                this.witnessPulses++
                this.witnessTipUm = this.plant.tip.nowUm
            },
        }
        this.plant = new Plant(this.clock, new Random(seed, "plant"), ports, fixed)
        this.plant.onDrivePower((on, atUs) => this.power.push({ on, atUs }))
    }

    /** A cartridge of 12 needles sits in the nose and the program is alive. */
    fitted(tipOffsetUm = 0): this {
        this.plant.insert({ tipOffsetUm, needles: 12 })
        this.ready()
        return this
    }

    /** Armed, carriage at `depthUm`, motor at its rate for 300 ms. */
    running(rateHz: number, depthUm = 1_000): this {
        this.fitted()
        this.motion.moveBy(depthUm - this.plant.carriageUm, 20)
        this.wait(250)
        this.chain.arm.set(1)
        this.wait(3)
        this.drive.rateHz = rateHz
        this.drive.on = true
        this.wait(300)
        return this
    }
}

/** A pen with every tolerance at its middle and every bias off. */
export function idealPen(changes: Partial<PlantParameters> = {}): PlantParameters {
    return { ...nominalParameters(), ...changes }
}
