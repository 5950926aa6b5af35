/** All that moves: carriage, cam, needles. Advanced in short substeps by the plant, which knows chips and time. */
import type { Random } from "../random"
import type { Carriage, CarriageLoad } from "./carriage"
import { camOffsetUm, camTorqueNm, passes, skinForceN } from "./cam"
import { SeatedCartridge, type CartridgeBody } from "./cartridgebody"
import { Motor, type Terminals } from "./motor"
import type { PlantParameters } from "./parameters"
import { NosePlane, type Sweep } from "./strokes"

export class Mechanics {
    readonly motor: Motor
    /** Highest tip of a fitted cartridge so far, µm. */
    highestUm = -Infinity
    private highestSinceTakenUm = -Infinity
    private readonly nose: NosePlane
    private readonly span: Sweep
    private cartridge: SeatedCartridge | undefined
    private readonly load: CarriageLoad = { springN: 0, skinN: 0, fitted: false }
    /** Tip at bottom dead centre, µm. */
    private baseUm = 0
    private referenceState = false

    constructor(
        private readonly parameters: PlantParameters,
        private readonly carriage: Carriage,
        private readonly random: Random
    ) {
        this.motor = new Motor(parameters)
        this.place()
        this.nose = new NosePlane(parameters.strokeUm, this.motor.angleRad, this.reachUm)
        this.span = { startUs: 0, dtUs: 0, fromRad: 0, toRad: 0, baseFromUm: 0, baseToUm: 0 }
    }

    get fitted(): boolean {
        return this.cartridge !== undefined
    }

    get tipUm(): number {
        return this.nose.tipUm
    }

    /** Reference switch of the screw: closed near the inner end. */
    get referenceClosed(): boolean {
        return this.referenceState
    }

    takeHighestUm(): number {
        const highestUm = this.highestSinceTakenUm
        this.highestSinceTakenUm = this.fitted ? this.tipUm : -Infinity
        return highestUm
    }

    /** Another cartridge, or none. The tips are elsewhere at once, and its spring presses on the carriage. */
    exchange(body: CartridgeBody | undefined): void {
        this.cartridge = body && new SeatedCartridge(body, this.parameters, this.random)
        this.carriage.reload(this.loadNow())
        this.place()
        this.nose.replace(this.motor.angleRad, this.reachUm)
        this.highestSinceTakenUm = -Infinity
        if (this.fitted) this.noteHighest(this.tipUm)
    }

    /**
     * One substep of at most 200 µs, in which the carriage may be known to stand. Returns the instant of an outward
     * crossing of the nose plane, µs, or -1.
     */
    step(startUs: number, dtUs: number, terminals: Terminals, carriageStands: boolean): number {
        const { span, motor } = this
        span.startUs = startUs
        span.dtUs = dtUs
        span.baseFromUm = this.baseUm
        span.fromRad = motor.angleRad
        if (!carriageStands) {
            this.carriage.step(startUs + dtUs, dtUs, this.loadNow())
            this.place()
        }
        motor.step(dtUs, terminals, this.camLoadNm(dtUs))
        span.baseToUm = this.baseUm
        span.toRad = motor.angleRad
        const crossedUs = this.nose.sweep(span)
        if (this.cartridge) this.noteHighest(this.nose.stepMaxUm)
        return crossedUs
    }

    /** Pulses of the cam's Hall switch, opposite to bottom dead centre, in the last substep. */
    get witnessPulses(): number {
        return passes(Math.PI, this.span.fromRad, this.span.toRad)
    }

    /** What presses on the carriage now, in one object that is used again. */
    private loadNow(): CarriageLoad {
        const { load, parameters, cartridge } = this
        load.fitted = cartridge !== undefined
        load.springN = cartridge ? parameters.cartridgeSpringN : 0
        // Skin gives way to a needle that stands in it: only a turning cam is felt at the carriage.
        const needles = this.motor.speedRadPerS === 0 ? 0 : (cartridge?.body.needles ?? 0)
        load.skinN = skinForceN(parameters, this.motor.angleRad, this.tipUm, needles)
        return load
    }

    /** With the cam in the middle of the substep: what is true there is nearest to true for all of it. */
    private camLoadNm(dtUs: number): number {
        if (!this.cartridge) return 0
        const { angleRad, speedRadPerS } = this.motor
        const middleRad = angleRad + (speedRadPerS * dtUs) / 2e6
        const tipUm = this.baseUm + camOffsetUm(this.parameters.strokeUm, middleRad)
        return camTorqueNm(this.parameters, middleRad, tipUm, this.cartridge.body.needles)
    }

    /** Tip at bottom dead centre, µm. */
    get reachUm(): number {
        return this.baseUm
    }

    private noteHighest(um: number): void {
        if (um > this.highestUm) this.highestUm = um
        if (um > this.highestSinceTakenUm) this.highestSinceTakenUm = um
    }

    /** Where the carriage and the cartridge are now, and what the reference switch says to that. */
    private place(): void {
        const { carriageUm } = this.carriage
        const { referenceUm, referenceHysteresisUm, noseUm } = this.parameters
        this.baseUm = carriageUm + (this.cartridge?.tipUm ?? 0) + noseUm
        const edgeUm = this.referenceState ? referenceUm + referenceHysteresisUm : referenceUm
        this.referenceState = carriageUm < edgeUm
    }
}
