/**
 * The depth actuator as the application knows it: a carriage with a position in micrometres, that
 * can be brought home, sent to a depth and parked. A stepper's screw and a solenoid's spring both
 * fit behind it. Every method is one step of a tick; none waits for motion.
 */
import { type Fault } from "../core/fault"
import { type Mb85rc1m } from "../drivers/mb85rc1m"

/** What a sequence of steps has come to. */
export enum Progress {
    Busy = 0,
    Done = 1,
    Failed = 2,
}

export interface Actuator {
    /** It can be configured and moved only while the chain permits strokes: ARM comes before `prepare`. */
    readonly needsPermission: boolean
    /** It holds its place by the depth sensor. */
    readonly regulates: boolean
    /** Carriage readings beyond which `poll` must see each tick, µm. */
    readonly lowUm: number
    readonly highUm: number
    /** A fiber of its own makes its chip ready, or the next step of homing takes many frames. */
    busy(): boolean
    /** What the last refusal by its chip means. */
    chipFault: Fault
    /** Why homing or preparing failed, for the log. */
    failure: string

    /** Where the depth sensor sees the carriage, µm, and whether that is to be believed; set before each `poll`. */
    sensedUm: number
    sensedGood: boolean
    /** The chain permits strokes; set before each `poll`. */
    permitted: boolean

    /** Verified and homed; false means: stay parked, start nothing. */
    homed: boolean
    /** `MotionBit`s of the last poll; 0 is good (PEN-SAF-17). */
    status: number
    standstill: boolean
    /** Where the carriage was sent, µm, and for how long the sensor may still see it elsewhere, at 20 µm in 1 ms. */
    commandedUm: number
    ageMs: number

    /** Reads what the memory keeps for this actuator. @returns false when it has no good calibration of its own. */
    load(memory: Mb85rc1m): boolean
    /**
     * Takes in position and status, and regulates what its chip does not. `nowMs`: of this tick.
     * @returns 0, or a bus error below 0.
     */
    poll(nowMs: number): Promise<number>
    /** Whether `glance` and `hold` can stand for `poll` now; sets between which readings. */
    calms(): boolean
    /**
     * Instead of `poll` while the carriage rests and nothing is wrong: every fourth tick of a run, every eighth at
     * rest. @returns false when something is new, after which `poll` tells what.
     */
    glance(): Promise<boolean>
    /** Only where it regulates: mean of so many readings, µm, one a tick, all within bounds. `glance` acts on it. */
    hold(meanUm: number, ticks: number): void
    /** So many ticks have passed without `poll`, 16 at most. @returns as `glance`. */
    heats(ticks: number): boolean
    /** Ticks before this one for which there was neither `poll` nor `heats`. */
    calmTicks: number
    /**
     * One step of: verify, home inward to the end that is known, park. `homeUm` is the calibrated position of
     * the reference switch, where there is one. Begins anew after `forget`.
     */
    home(homeUm: number, nowMs: number): Promise<Progress>
    /** One step of making a chip ready that forgets everything without permission. */
    prepare(): Promise<Progress>
    /** The position means nothing any more: the next `home` begins from the start. */
    forget(): void
    /** Sets the ceiling in silicon, µm (PEN-SAF-03). @returns false when it does not read back. */
    setCeiling(ceilingUm: number): Promise<boolean>
    /** Sends the carriage to a position at or below the ceiling. @returns false when refused by chip or bus. */
    moveTo(positionUm: number): Promise<boolean>
    /** Strokes begin: what holds by itself needs no current until it is sent anywhere. @returns false when refused. */
    letGo(): Promise<boolean>
    /** Inward to the parked position, and the ceiling down to 0. */
    park(): Promise<boolean>
}
