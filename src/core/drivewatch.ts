/**
 * Watches the needle drive: stall, over-speed, slow strokes, and two stroke counts that disagree
 * (PEN-SAF-15). A part of the monitor, in a file of its own.
 */
import { Fault } from "./fault"
import {
    INRUSH_MS,
    OVER_SPEED_PERCENT,
    OVER_SPEED_TICKS,
    SETTLE_MS,
    SLOW_PERCENT,
    SLOW_STROKES,
    STALL_PERCENT,
    STALL_TICKS,
    STROKE_DIFFERENCE_MAX,
    STROKE_MISSING_MAX,
    STROKE_WINDOW_MS,
} from "./limits"
import { DriveBit, type Sample } from "./sample"

const DRIVE_CHIP_BITS =
    DriveBit.PowerLost | DriveBit.OverVoltage | DriveBit.OverCurrent | DriveBit.ConfigWrong

/** What is remembered of the needle drive from tick to tick. */
export interface DriveMemory {
    /** From the tick in which strokes were asked for. */
    driving: boolean
    driveSinceMs: number
    targetMilliHz: number
    /** The slowest and fastest target of the last `SETTLE_MS`: the motor may still be at either. */
    lowMilliHz: number
    highMilliHz: number
    changedMs: number
    fastTicks: number
    stallTicks: number
    /** `rippleStrokes` at the first slow tick in a row, or −1. */
    slowFrom: number
    /** The window of the two stroke counts. */
    windowMs: number
    witnessBase: number
    rippleBase: number
}

export function newDriveMemory(): DriveMemory {
    return {
        driving: false,
        driveSinceMs: 0,
        targetMilliHz: 0,
        lowMilliHz: 0,
        highMilliHz: 0,
        changedMs: 0,
        fastTicks: 0,
        stallTicks: 0,
        slowFrom: -1,
        windowMs: 0,
        witnessBase: 0,
        rippleBase: 0,
    }
}

/**
 * The rate has settled, and nothing is being confirmed: until a reading leaves the permitted rates, or the target
 * changes, there is nothing to say about it.
 */
export function driveSettled(memory: DriveMemory, nowMs: number): boolean {
    if (!memory.driving || memory.fastTicks !== 0 || memory.stallTicks !== 0) return false
    if (memory.slowFrom >= 0 || memory.lowMilliHz !== memory.highMilliHz) return false
    if (memory.lowMilliHz !== memory.targetMilliHz) return false
    return nowMs - memory.driveSinceMs >= SETTLE_MS && nowMs - memory.changedMs >= SETTLE_MS
}

/** The needle drive in Arming and Running (PEN-SAF-15). */
export function watchDrive(memory: DriveMemory, sample: Sample, nowMs: number): Fault {
    const bits = sample.driveFaultBits
    if (bits !== 0) {
        if ((bits & DriveBit.OverTemperature) !== 0) return Fault.OverTemperature
        if ((bits & DRIVE_CHIP_BITS) !== 0) return Fault.DriveChip
    }
    if (!sample.driving) {
        memory.driving = false
        return Fault.None
    }
    const speed = sample.speedMilliHz
    const target = sample.targetMilliHz
    if (!memory.driving) startDrive(memory, sample, nowMs)
    if (target !== memory.targetMilliHz) {
        memory.targetMilliHz = target
        memory.changedMs = nowMs
        if (target < memory.lowMilliHz) memory.lowMilliHz = target
        if (target > memory.highMilliHz) memory.highMilliHz = target
    } else if (nowMs - memory.changedMs >= SETTLE_MS) {
        memory.lowMilliHz = target
        memory.highMilliHz = target
    }
    if (speed * 100 > memory.highMilliHz * OVER_SPEED_PERCENT) {
        memory.fastTicks++
        if (memory.fastTicks >= OVER_SPEED_TICKS) return Fault.DriveOverSpeed
    } else memory.fastTicks = 0
    const drivenMs = nowMs - memory.driveSinceMs
    if (drivenMs < INRUSH_MS) return Fault.None
    if ((bits & DriveBit.Stall) !== 0) return Fault.DriveStall
    const low = memory.lowMilliHz
    if (speed * 100 < low * STALL_PERCENT) {
        memory.stallTicks++
        if (memory.stallTicks >= STALL_TICKS) return Fault.DriveStall
    } else memory.stallTicks = 0
    if (sample.countsFresh) if (countsDisagree(memory, sample, nowMs)) return Fault.StrokeDisagrees
    if (drivenMs < SETTLE_MS || speed * 100 >= low * SLOW_PERCENT) {
        memory.slowFrom = -1
        return Fault.None
    }
    if (memory.slowFrom < 0) memory.slowFrom = sample.rippleStrokes
    return sample.rippleStrokes - memory.slowFrom >= SLOW_STROKES ? Fault.DriveSlow : Fault.None
}

/** Whether the run has used up the strokes of its cartridge, by the witness (PEN-SAF-08). */
export function wornOut(sample: Sample): boolean {
    return ((sample.witnessCount - sample.strokesFrom) & 0xffffff) >= sample.strokesLeft
}

/** The two stroke counts of this tick, within the window that has begun with the last one. */
export function countsDisagree(memory: DriveMemory, sample: Sample, nowMs: number): boolean {
    // The witness counts to 2^24 and starts again.
    const witness = (sample.witnessCount - memory.witnessBase) & 0xffffff
    const difference = witness - (sample.rippleStrokes - memory.rippleBase)
    if (difference > STROKE_DIFFERENCE_MAX) return true
    if (difference < -STROKE_MISSING_MAX) return true
    if (nowMs - memory.windowMs >= STROKE_WINDOW_MS) newWindow(memory, sample, nowMs)
    return false
}

/** Both stroke counts of `sample` are those before the first stroke. */
function startDrive(memory: DriveMemory, sample: Sample, nowMs: number): void {
    const targetMilliHz = sample.targetMilliHz
    memory.driving = true
    memory.driveSinceMs = nowMs
    memory.targetMilliHz = targetMilliHz
    memory.lowMilliHz = targetMilliHz
    memory.highMilliHz = targetMilliHz
    memory.changedMs = nowMs
    memory.fastTicks = 0
    memory.stallTicks = 0
    memory.slowFrom = -1
    newWindow(memory, sample, nowMs)
}

function newWindow(memory: DriveMemory, sample: Sample, nowMs: number): void {
    memory.windowMs = nowMs
    memory.witnessBase = sample.witnessCount
    memory.rippleBase = sample.rippleStrokes
}
