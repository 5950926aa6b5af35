/**
 * A solenoid actuator on the host: a plunger as simple as it can be with everything that the depth loop has to
 * cope with (play-like hysteresis, damped motion, a pen whose force differs from its map), and a coil chip that
 * does what it is told.
 */
import { expect } from "vitest"
import type { CoilChip } from "../../src/actuator/coilchip"
import { SolenoidActuator } from "../../src/actuator/solenoid"
import { Progress } from "../../src/actuator/actuator"
import { POINTS_UM } from "../../src/core/calibration"
import { encodeHeat } from "../../src/core/heat"
import { encodeMapSlot, newSolenoidMap, type SolenoidMap } from "../../src/core/solenoidmap"
import { DriverError, DriverErrorCode } from "../../src/drivers/errors"
import { Mb85rc1m } from "../../src/drivers/mb85rc1m"
import { Mb85rc1m as Memory } from "../../sim/chips/mb85rc1m"
import { Clock } from "../../sim/clock"
import { HostI2c } from "../support/hostbus"

declare global {
    interface Function {
        /** Starts a fiber on the device. */
        start(...given: unknown[]): void
    }
}

const SLOTS = [0x0080, 0x00c0]
const HEAT = 0x0140
const TICK_MS = 10
/** The damper of the plant: 49 mm/s, settling in 4 ms. */
const SPEED_UM_PER_MS = 49
const SETTLE_MS = 4
const OUTER_STOP_UM = 2700

export interface PlungerOptions {
    /** Travel per code, µm; nominal 27. */
    readonly umPerCode?: number
    /** Half of the way that a reversal loses: hysteresis and friction, µm. */
    readonly playUm?: number
    /** Further out (or in) than the map says, µm: another cartridge spring, a warm magnet. */
    readonly offsetUm?: number
    readonly springEndUm?: number
}

export class Plunger {
    um: number
    code = 0
    /** Does not move, wherever it is. */
    stuck = false
    /** Without its spring the least current takes it to the other end. */
    sprung = true
    /** Share of its speed that is left. */
    speedShare = 1
    /** Something else than the commanded current drives it there; 0 for nothing. */
    pushedUm = 0
    private playedUm: number
    readonly springEndUm: number
    private readonly umPerCode: number
    private readonly playUm: number
    offsetUm: number

    constructor(options: PlungerOptions = {}) {
        this.springEndUm = options.springEndUm ?? -250
        this.umPerCode = options.umPerCode ?? 27
        this.playUm = options.playUm ?? 40
        this.offsetUm = options.offsetUm ?? 0
        this.um = this.springEndUm
        this.playedUm = this.um
    }

    /** Mid of the hysteresis, as a calibration bench measures it. */
    map(): SolenoidMap {
        const codes = POINTS_UM.map(um => Math.round(((um + 400) / this.umPerCode) * 16))
        return { ...newSolenoidMap(), springEndUm: this.springEndUm, codes }
    }

    /** Where spring and magnet are equal. */
    private get forcedUm(): number {
        if (this.pushedUm !== 0) return this.pushedUm
        if (!this.sprung && this.code > 0) return OUTER_STOP_UM
        return this.code * this.umPerCode - 400 + this.offsetUm
    }

    pass(ms: number): void {
        for (let left = ms; left > 0 && !this.stuck; left--) {
            const forcedUm = this.forcedUm
            if (this.playedUm < forcedUm - this.playUm) this.playedUm = forcedUm - this.playUm
            if (this.playedUm > forcedUm + this.playUm) this.playedUm = forcedUm + this.playUm
            const wayUm = Math.max(this.playedUm, this.springEndUm) - this.um
            const limitUm = Math.min(Math.abs(wayUm) / SETTLE_MS, SPEED_UM_PER_MS * this.speedShare)
            this.um += Math.sign(wayUm) * limitUm
        }
    }
}

/** What the driver offers, and a record of what was asked. */
export class FakeCoil implements CoilChip {
    ceilingCode = 0
    faults = 0
    flags = 1
    resetSeen = false
    enabled = false
    on_ = false
    hold = 0
    highestCode = 0
    changes = 0
    polls = 0
    /** Answers of the next calls; 0 when there are none. */
    result = 0
    initError = ""
    initCode = DriverErrorCode.NoAnswer

    constructor(private readonly plunger: Plunger) {}

    init(): Promise<void> {
        if (this.initError === "") return Promise.resolve()
        return Promise.reject(new DriverError("coil", this.initCode, 0, this.initError))
    }

    setCodes(hit: number, hold: number): Promise<number> {
        expect(Math.max(hit, hold)).toBeLessThanOrEqual(this.ceilingCode)
        if (this.result === 0) {
            if (hold !== this.hold) this.changes++
            this.hold = hold
            this.highestCode = Math.max(this.highestCode, hit, hold)
            this.drive()
        }
        return Promise.resolve(this.result)
    }

    on(): Promise<number> {
        this.on_ = true
        this.drive()
        return Promise.resolve(this.result)
    }

    off(): Promise<number> {
        this.on_ = false
        this.drive()
        return Promise.resolve(this.result)
    }

    poll(): Promise<number> {
        this.polls++
        return Promise.resolve(this.result)
    }

    drive(): void {
        this.plunger.code = this.enabled && this.on_ ? this.hold : 0
    }
}

export class Rig {
    readonly plunger: Plunger
    readonly coil: FakeCoil
    readonly actuator: SolenoidActuator
    readonly memory: Mb85rc1m
    nowMs = 0
    furthestUm = -Infinity
    sensorGood = true
    /** The depth sensor reads so much further in than the plunger is. */
    sensorLiesUm = 0

    constructor(
        options: PlungerOptions = {},
        readonly bytes = new Uint8Array(131072)
    ) {
        this.plunger = new Plunger(options)
        this.coil = new FakeCoil(this.plunger)
        const permission = { read: () => (this.coil.enabled ? 1 : 0), write: () => undefined }
        const time = { nowMs: () => this.nowMs, sleep: () => Promise.resolve() }
        this.actuator = new SolenoidActuator(this.coil, permission, time, [...SLOTS, HEAT])
        const clock = new Clock()
        const chip = new Memory(clock, bytes)
        chip.power(true)
        this.memory = new Mb85rc1m(new HostI2c(clock, chip, chip.high))
        encodeMapSlot(this.plunger.map(), bytes.subarray(SLOTS[0], SLOTS[0]! + 64))
        encodeHeat({ level: 0, hot: false }, false, bytes.subarray(HEAT))
    }

    /** The chain permits, or takes away. */
    permit(permitted: boolean): void {
        this.coil.enabled = permitted
        if (!permitted) {
            this.coil.on_ = false
            this.coil.hold = 0
        }
        this.coil.drive()
    }

    async tick(count = 1): Promise<void> {
        for (let left = count; left > 0; left--) {
            for (let ms = 0; ms < TICK_MS; ms++) {
                this.plunger.pass(1)
                this.furthestUm = Math.max(this.furthestUm, this.plunger.um)
            }
            this.nowMs += TICK_MS
            this.actuator.sensedGood = this.sensorGood
            if (this.sensorGood)
                this.actuator.sensedUm = Math.round(this.plunger.um - this.sensorLiesUm)
            this.actuator.permitted = this.coil.enabled
            await this.actuator.poll()
        }
    }

    async home(): Promise<Progress> {
        for (let ticks = 0; ticks < 100; ticks++) {
            await this.tick()
            const progress = await this.actuator.home(0, this.nowMs)
            if (progress !== Progress.Busy) return progress
        }
        return Progress.Busy
    }

    async prepare(): Promise<Progress> {
        for (let ticks = 0; ticks < 10; ticks++) {
            const progress = await this.actuator.prepare()
            if (progress !== Progress.Busy) return progress
            await this.tick()
        }
        return Progress.Busy
    }

    /** Loaded, homed, permitted and configured, with a ceiling of depth + 50 µm, and sent there. */
    async extend(um: number): Promise<void> {
        this.actuator.load(this.memory)
        expect(await this.home()).toBe(Progress.Done)
        await this.actuator.setCeiling(um + 50)
        this.permit(true)
        expect(await this.prepare()).toBe(Progress.Done)
        expect(await this.actuator.moveTo(um)).toBe(true)
    }

    /** Ticks until standstill; 100 when it never comes. */
    async settle(): Promise<number> {
        for (let ticks = 1; ticks < 100; ticks++) {
            await this.tick()
            if (this.actuator.standstill) return ticks
        }
        return 100
    }
}
