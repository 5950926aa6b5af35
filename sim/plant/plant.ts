/**
 * The world outside the chips: screw or solenoid, magnet, motor, cam, cartridge, nose plane, battery. A process of
 * the clock: it integrates in substeps of at most 200 µs while anything moves and jumps when all is still. It sets
 * alarms only while the carriage moves, for whatever watches the carriage.
 */
import type { Alarm, Clock, Process } from "../clock"
import type { Random } from "../random"
import { Battery } from "./battery"
import type { Carriage } from "./carriage"
import type { CartridgeBody } from "./cartridgebody"
import { failMotor, type PlantUnit } from "./faults"
import { Latch } from "./latch"
import { fieldMtAt } from "./magnet"
import { Mechanics } from "./mechanics"
import { RIPPLES_PER_REVOLUTION, type Motor, type Terminals } from "./motor"
import { drawParameters, type PlantParameters } from "./parameters"
import type { PlantPorts } from "./ports"
import { ScrewCarriage } from "./screwcarriage"
import { Solenoid } from "./solenoid"
import { drawSolenoid, type SolenoidParameters } from "./solenoidparameters"

/** Longest substep while anything moves, µs. */
const SUBSTEP_US = 200

/** Tolerances that are given instead of drawn. */
export type FixedParameters = Partial<PlantParameters & SolenoidParameters>

export class Plant implements Process {
    readonly parameters: PlantParameters
    readonly motor: Motor
    readonly battery: Battery
    /** Outward crossings with a cartridge fitted, since power-on of the world. */
    strokes = 0
    /** The same with no cartridge on the rod. */
    emptyStrokes = 0
    private readonly carriage: Carriage
    private readonly coil: Solenoid | undefined
    private readonly mechanics: Mechanics
    readonly latch: Latch
    private readonly terminals: Terminals = { bridge: false, bridgeMv: 0, brake: true }
    private readonly wakeListeners: (() => void)[] = []
    private readonly powerListeners: ((on: boolean, atUs: number) => void)[] = []
    private powered = false
    /** The carriage moved in the last stretch of time. */
    private moving = false
    private nextLook: Alarm | undefined
    private readonly onLook = (): void => {
        this.look()
    }

    /** Registers itself with the clock. Every tolerance is drawn from `random` unless given in `fixed`. */
    constructor(
        private readonly clock: Clock,
        random: Random,
        private readonly ports: PlantPorts,
        fixed: FixedParameters = {}
    ) {
        this.latch = new Latch(clock, random, ports.chain.latchClosed, () => this.fitted)
        this.parameters = { ...drawParameters(random), ...fixed }
        if ("coil" in ports) {
            const parameters = { ...drawSolenoid(random), ...fixed }
            this.carriage = this.coil = new Solenoid(parameters, ports.coil, {
                connected: () => ports.chain.seriesClosed.high,
                supplyMv: () => this.motorSupplyMv(),
            })
        } else {
            this.carriage = new ScrewCarriage(this.parameters, ports.motion, clock.nowUs)
            ports.motion.onTouch(() => this.wake())
        }
        this.mechanics = new Mechanics(this.parameters, this.carriage, random)
        this.motor = this.mechanics.motor
        this.battery = new Battery(this.parameters)
        clock.addProcess(this)
        ports.chain.seriesClosed.onEdge(() => this.wake())
        ports.chain.strokeSafe.onEdge(() => this.wake())
        // Not at once: chips that look at the plant may not be connected to it yet.
        this.lookWithin(0)
    }

    get carriageUm(): number {
        return this.carriage.carriageUm
    }

    /** The solenoid of a pen that has one. Throws for a pen with a lead screw. */
    get solenoid(): Solenoid {
        if (this.coil) return this.coil
        throw new Error("plant: this pen has a lead screw and no solenoid")
    }

    /** Needle tips, µm beyond the nose; of the bare rod while nothing is fitted. The maximum is of fitted ones only. */
    get tip(): { nowUm: number; maxUm: number; fitted: boolean } {
        const { tipUm, highestUm, fitted } = this.mechanics
        return { nowUm: tipUm, maxUm: highestUm, fitted }
    }

    /** How far the tips reach at bottom dead centre, µm, wherever the cam is now. */
    get reachUm(): number {
        return this.mechanics.reachUm
    }

    /** Highest tip since the last call, µm; of a fitted cartridge only, else -Infinity. */
    takeTipMaxUm(): number {
        return this.mechanics.takeHighestUm()
    }

    get fitted(): boolean {
        return this.mechanics.fitted
    }

    get referenceClosed(): boolean {
        return this.mechanics.referenceClosed
    }

    /** Drive energy at the motor: series switch closed and the bridge driving. */
    get drivePowered(): boolean {
        return this.powered
    }

    /** Calls back on every edge of `drivePowered`. */
    onDrivePower(listener: (on: boolean, atUs: number) => void): void {
        this.powerListeners.push(listener)
    }

    /** Nothing moves, nor can before it wakes. */
    get rests(): boolean {
        return !this.moving && !this.nextLook && !this.turns() && this.carriage.rests
    }

    /** Calls back when something may start to move, or a cartridge is exchanged. */
    onWake(listener: () => void): void {
        this.wakeListeners.push(listener)
    }

    /** Field at the depth sensor's X axis now, mT. */
    fieldMt(): number {
        return fieldMtAt(this.parameters, this.carriageUm)
    }

    /** True field of this pen at given carriage positions, mT: what a calibration bench would measure. */
    magnetCalibration(positionsUm: readonly number[]): number[] {
        return positionsUm.map(positionUm => fieldMtAt(this.parameters, positionUm))
    }

    /** Commutator ripples since power-on of the world, cumulative. */
    ripples(): number {
        return (this.motor.angleRad / (2 * Math.PI)) * RIPPLES_PER_REVOLUTION
    }

    rippleRadPerS(): number {
        return Math.abs(this.motor.speedRadPerS) * RIPPLES_PER_REVOLUTION
    }

    /** Current through the bridge, mA. */
    currentMa(): number {
        return this.motor.bridgeMa
    }

    /** Battery at its terminals, mV, with its sag. 0 without a battery. */
    batteryMv(): number {
        return this.ports.chain.hasSupply ? this.battery.terminalMv(this.drawnMa()) : 0
    }

    /** What the actuators draw from the battery, mA. */
    private drawnMa(): number {
        return (this.powered ? this.motor.bridgeMa : 0) + this.carriage.supplyMa
    }

    /** Supply pin of the needle drive, mV: 0 behind an open series switch. */
    motorSupplyMv(): number {
        return this.ports.chain.seriesClosed.high ? this.batteryMv() : 0
    }

    /** A cartridge is pushed in and turned: seated at once, the latch switch sees it within 0.1 ms. */
    insert(body: CartridgeBody): void {
        if (this.fitted) throw new Error("plant: a cartridge is fitted already")
        this.exchange(body)
    }

    /** The cartridge is pulled: its needles are gone with it, the latch switch opens within 0.1 ms. */
    remove(): void {
        if (!this.fitted) throw new Error("plant: no cartridge is fitted")
        this.exchange(undefined)
    }

    /** Makes carriage or motor fail; `value` as faults.ts says. Throws for a pair that means nothing to this pen. */
    fail(unit: PlantUnit, kind: string, value?: number): void {
        if (unit === "motor") failMotor(this.motor, kind, value)
        else this.carriage.fail(unit, kind, value)
        this.wake()
    }

    heal(unit: PlantUnit): void {
        if (unit === "motor") this.motor.heal()
        else if (unit === this.carriage.unit) this.carriage.heal()
        this.wake()
    }

    /** Something may start to move before the plant would look by itself. */
    wake(): void {
        this.carriage.disturb()
        this.updatePower(this.clock.nowUs)
        this.lookWithin(SUBSTEP_US)
        for (const listener of this.wakeListeners) listener()
    }

    integrate(fromUs: number, toUs: number): void {
        const stands = this.carriage.standsUntil(toUs)
        if (stands) this.carriage.rest(toUs - fromUs)
        if (!stands || this.turns())
            for (let atUs = fromUs; atUs < toUs; atUs += SUBSTEP_US)
                this.step(atUs, Math.min(SUBSTEP_US, toUs - atUs), stands)
        else this.drain(toUs - fromUs)
        if (!stands && !this.moving) this.lookWithin(SUBSTEP_US)
        this.moving = !stands
    }

    /** The motor turns, or has something that could turn it. */
    private turns(): boolean {
        const { chain, drive } = this.ports
        if (chain.strokeSafe.high || this.motor.speedRadPerS !== 0) return true
        return this.powered || drive.bridge !== "coast"
    }

    private step(atUs: number, dtUs: number, carriageStands: boolean): void {
        const { drive, chain } = this.ports
        this.updatePower(atUs)
        const { terminals } = this
        terminals.bridge = chain.seriesClosed.high && drive.bridge !== "coast"
        terminals.bridgeMv = this.powered ? drive.appliedMv : 0
        terminals.brake = chain.brake.high
        const crossedUs = this.mechanics.step(atUs, dtUs, terminals, carriageStands)
        if (chain.strokeSafe.high || drive.bridge !== "coast") drive.step(dtUs)
        if (crossedUs >= 0) this.countStroke(crossedUs)
        for (let left = this.mechanics.witnessPulses; left > 0; left--) this.ports.witness()
        this.ports.onTurn?.()
        this.drain(dtUs)
    }

    /** What draws has been as it is for all that time, or for a substep: who looks in between changes little. */
    private drain(dtUs: number): void {
        if (this.ports.chain.hasSupply) this.battery.draw(this.drawnMa(), dtUs)
    }

    private countStroke(atUs: number): void {
        const { fitted, drivePowered } = this
        if (fitted) this.strokes++
        else this.emptyStrokes++
        this.ports.onStroke?.({ atUs, fitted, drivePowered })
    }

    private exchange(body: CartridgeBody | undefined): void {
        this.mechanics.exchange(body)
        this.latch.follow(this.parameters.latchHallUs)
        this.wake()
    }

    private updatePower(atUs: number): void {
        const { chain, drive } = this.ports
        const supplied = chain.seriesClosed.high && chain.hasSupply
        const powered = supplied && drive.bridge === "drive"
        if (powered === this.powered) return
        this.powered = powered
        for (const listener of this.powerListeners) listener(powered, atUs)
    }

    /** Everything that watches the carriage, at an instant that the clock has reached. */
    private look(): void {
        this.nextLook = undefined
        this.carriage.look()
        this.ports.chain.depthCap.update(this.carriageUm)
        this.ports.onSense?.()
        this.updatePower(this.clock.nowUs)
        if (!this.carriage.standsUntil(this.clock.nowUs + SUBSTEP_US) || this.moving)
            this.lookWithin(SUBSTEP_US)
    }

    private lookWithin(delayUs: number): void {
        const atUs = this.clock.nowUs + delayUs
        if (this.nextLook && this.nextLook.atUs <= atUs) return
        this.nextLook?.cancel()
        this.nextLook = this.clock.at(atUs, this.onLook)
    }
}
