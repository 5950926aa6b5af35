/**
 * The carriage on a proportional solenoid: the magnet pulls it outward with a force that follows the current and
 * hardly depends on the place, the return spring pulls it in. Where both are equal it stands, and without current
 * it stands at the spring's end.
 */
import type { Carriage, CarriageLoad } from "./carriage"
import { Coil, type CoilCircuit, type CoilDrive } from "./coil"
import { plungerFault } from "./faults"
import { TOLERANCES } from "./parameters"
import { Plunger } from "./plunger"
import type { SolenoidParameters } from "./solenoidparameters"

/** The coil chip, as far as the plant touches it. */
export interface CoilPort {
    readonly drive: CoilDrive
    /** The coil has moved on by a substep. */
    step(dtUs: number): void
}

/** Below this the coil has no energy that could move anything. */
const STILL_MA = 1e-3

export class Solenoid implements Carriage {
    readonly unit = "plunger"
    readonly coil: Coil
    private readonly plunger: Plunger
    /** Current that the magnetised iron remembers: it follows with a play of the hysteresis. */
    private ironMa = 0
    private loadN = 0
    private readonly travelUm: number
    private readonly circuit: CoilCircuit

    constructor(
        readonly parameters: SolenoidParameters,
        private readonly chip: CoilPort,
        private readonly supply: { connected(): boolean; supplyMv(): number }
    ) {
        this.coil = new Coil(parameters)
        this.plunger = new Plunger(parameters)
        this.travelUm = parameters.plungerOuterStopUm - parameters.springEndUm
        this.circuit = {
            supplyMv: 0,
            connected: false,
            drive: chip.drive,
            inductanceH: parameters.inductanceOutH,
            motionMv: 0,
        }
    }

    get carriageUm(): number {
        return this.plunger.carriageUm
    }

    get speedMmPerS(): number {
        return this.plunger.speedMmPerS
    }

    get supplyMa(): number {
        return this.coil.supplyMa
    }

    /** Current, motion, a force that nothing holds, or an output that conducts. */
    get restless(): boolean {
        if (this.coil.currentMa > STILL_MA || this.plunger.speedMmPerS !== 0) return true
        if (this.supply.connected() && this.chip.drive.bridge === "drive") return true
        return this.plunger.yieldsTo(this.magnetN() - this.loadN)
    }

    /** A chip that has its supply is not left alone: it watches coil and heat. */
    standsUntil(): boolean {
        return !this.supply.connected() && !this.restless
    }

    get rests(): boolean {
        return this.standsUntil()
    }

    /** It is looked at every time. */
    disturb(): void {}

    step(_endUs: number, dtUs: number, load: CarriageLoad): void {
        const { circuit, parameters } = this
        const { inductanceOutH, inductanceInH } = parameters
        const share = this.shareAt(this.carriageUm)
        const perM = ((inductanceInH - inductanceOutH) * 1e6) / this.travelUm
        circuit.inductanceH = inductanceOutH + (inductanceInH - inductanceOutH) * share
        circuit.motionMv = (perM * this.plunger.speedMmPerS * this.coil.currentMa) / 1_000
        circuit.supplyMv = this.supply.supplyMv()
        circuit.connected = this.supply.connected()
        circuit.drive = this.chip.drive
        this.coil.step(dtUs, circuit)
        this.magnetise()
        this.loadN = load.springN + load.skinN
        this.plunger.step(dtUs, this.magnetN() - this.loadN)
        this.chip.step(dtUs)
    }

    /** Another load moves the plunger, but not at once. */
    reload(load: CarriageLoad): void {
        this.loadN = load.springN + load.skinN
    }

    rest(dtUs: number): void {
        this.coil.cool(dtUs)
    }

    /** Nothing in the pen watches a plunger but what watches the carriage. */
    look(): void {}

    fail(unit: string, kind: string, value?: number): void {
        const { kind: fault, amount } = plungerFault(unit, kind, value)
        this.heal()
        if (fault === "wrong") this.coil.overheat(amount)
        else this.plunger.fail(fault, amount)
    }

    heal(): void {
        this.plunger.heal()
        this.coil.overheat(0)
    }

    /**
     * Coil currents that hold this pen at carriage positions, mA: what a calibration bench would measure now, with a
     * gauge cartridge of nominal spring, in the middle between going out and coming back. Also beyond the stops.
     */
    calibrationMa(positionsUm: readonly number[]): number[] {
        const gaugeN = TOLERANCES.cartridgeSpringN.nominal
        return positionsUm.map(um => {
            const inwardN = this.plunger.springN(um) + gaugeN
            return Math.max(0, (inwardN * 1_000) / this.forceMnPerMa(um))
        })
    }

    /** Where a current holds this pen: the other way round. */
    heldUm(ma: number): number {
        const { springEndUm, plungerOuterStopUm, returnPreloadN, returnNPerMm } = this.parameters
        const gaugeN = TOLERANCES.cartridgeSpringN.nominal
        let um = springEndUm
        // The bow of the force is slight: three rounds are exact to a micrometre.
        for (let round = 0; round < 3; round++) {
            const springN = (ma * this.forceMnPerMa(um)) / 1_000 - gaugeN - returnPreloadN
            const freeUm = springEndUm + (springN / returnNPerMm) * 1_000
            um = Math.min(Math.max(freeUm, springEndUm), plungerOuterStopUm)
        }
        return um
    }

    /** The iron's field follows the current with a play, which is where the hysteresis comes from. */
    private magnetise(): void {
        const { currentMa } = this.coil
        const { hysteresisMa } = this.parameters
        const lowestMa = Math.max(0, currentMa - hysteresisMa)
        this.ironMa = Math.min(Math.max(this.ironMa, lowestMa), currentMa + hysteresisMa)
    }

    private magnetN(): number {
        return (this.ironMa * this.forceMnPerMa(this.carriageUm)) / 1_000
    }

    /** Nearly the same everywhere: a little more in the middle of the travel, a little less when hot. */
    private forceMnPerMa(um: number): number {
        const { forceMnPerMa, forceBow, forcePerK, ambientC } = this.parameters
        const share = this.shareAt(um)
        const bow = 1 + 4 * forceBow * share * (1 - share)
        return forceMnPerMa * bow * (1 + forcePerK * (this.coil.temperatureC - ambientC))
    }

    private shareAt(um: number): number {
        const { springEndUm } = this.parameters
        return Math.min(1, Math.max(0, (um - springEndUm) / this.travelUm))
    }
}
