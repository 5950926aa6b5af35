/**
 * Watches the sampled world for causes of faults: stall, over-speed, slow strokes, counts that
 * disagree, a sensor that sticks, a depth that is wrong, a tick that came late. It decides no state;
 * it only reports the cause, and `interlock.ts` decides.
 */
import { type DriveMemory, newDriveMemory, watchDrive } from "./drivewatch"
import { Fault } from "./fault"
import { type Interlock } from "./interlock"
import {
    CARRIAGE_UM_PER_MS,
    DEPTH_OVER_MARGIN_UM,
    DISAGREE_SAMPLES,
    DISAGREE_UM,
    SENSOR_BUS_TICKS,
    SENSOR_STUCK_TICKS,
    TICK_GAP_MAX_MS,
} from "./limits"
import { MotionBit, type Sample } from "./sample"
import { State } from "./state"

/** What the monitor remembers from tick to tick. */
export interface Monitor {
    lastTickMs: number
    badFrames: number
    setCount: number
    sameFrames: number
    disagreements: number
    /** What the battery's gauge said last, and whether it was not what it had said before. */
    chargePercent: number
    chargeDoubted: boolean
    drive: DriveMemory
}

export function newMonitor(): Monitor {
    return {
        lastTickMs: -1,
        badFrames: 0,
        setCount: -1,
        sameFrames: 0,
        disagreements: 0,
        chargePercent: 0,
        chargeDoubted: false,
        drive: newDriveMemory(),
    }
}

/** States in which the carriage may be on its way. */
const MOVING = (1 << State.Arming) | (1 << State.Running) | (1 << State.Stopping)

/**
 * Called once in every whole tick, before `step`; returns the cause of a fault that it sees, or None. A
 * cause is reported for as long as it is there, so that clearing is refused meanwhile (PEN-SAF-11).
 * In SelfTest it only follows along: there the self-test judges, and no state leads back to it. Allocates nothing, and
 * nests its conditions instead of joining them, which costs the device half.
 */
export function watch(monitor: Monitor, sample: Sample, lock: Interlock, nowMs: number): Fault {
    const state = lock.state
    const lastMs = monitor.lastTickMs
    monitor.lastTickMs = nowMs
    if (state === State.SelfTest) return Fault.None
    const moving = ((1 << state) & MOVING) !== 0
    let disagreements = 0
    if (sample.fieldCrcGood) {
        if (sample.i2cFailed) monitor.badFrames++
        else monitor.badFrames = 0
        const setCount = sample.fieldSetCount
        if (setCount === monitor.setCount) monitor.sameFrames++
        else {
            monitor.sameFrames = 0
            monitor.setCount = setCount
        }
        if (sample.depthKnown) {
            const measuredUm = sample.measuredUm
            // PEN-SAF-02: at rest nothing may protrude.
            let permittedUm = lock.runDepthUm
            if (permittedUm < 0) permittedUm = 0
            if (measuredUm > permittedUm + DEPTH_OVER_MARGIN_UM) {
                if (!moving) monitor.disagreements = 0
                return Fault.DepthOver
            }
            if (moving) {
                // PEN-SAF-07: while moving, the way between the two readings is no disagreement.
                let boundUm = DISAGREE_UM
                if (!sample.standstill) boundUm += (sample.skewMs + 1) * CARRIAGE_UM_PER_MS
                const differenceUm = measuredUm - sample.commandedUm
                if (differenceUm > boundUm) disagreements = monitor.disagreements + 1
                else if (differenceUm < -boundUm) disagreements = monitor.disagreements + 1
            }
        }
    } else {
        monitor.badFrames++
        // A frame that cannot be read says nothing against what was seen before.
        if (moving) if (sample.depthKnown) disagreements = monitor.disagreements
    }
    monitor.disagreements = disagreements
    // PEN-SAF-17: a chip that was reset has forgotten where it is.
    if (sample.motionStatus !== 0) return actuatorFault(sample.motionStatus)
    let fault = Fault.None
    if (disagreements >= DISAGREE_SAMPLES) fault = Fault.DepthDisagrees
    else if (monitor.badFrames >= SENSOR_BUS_TICKS) fault = Fault.SensorBus
    else if (monitor.sameFrames >= SENSOR_STUCK_TICKS) fault = Fault.SensorStuck
    if (state === State.Running) {
        if (lastMs >= 0) if (nowMs - lastMs > TICK_GAP_MAX_MS) fault = Fault.TickOverrun
    } else if (state !== State.Arming) {
        monitor.drive.driving = false
        return fault
    }
    const driveFault = watchDrive(monitor.drive, sample, nowMs)
    // Slow strokes only pause; anything else says more.
    if (driveFault === Fault.None) return fault
    if (driveFault !== Fault.DriveSlow) return driveFault
    return fault === Fault.None ? driveFault : fault
}

/**
 * Whether a carriage that should stand, and was seen elsewhere by the sample before, is seen there by this one, too
 * (PEN-SAF-07). `watch` says the same once all the rest is sampled; this needs the depth sensor only.
 */
export function disagreesAgain(monitor: Monitor, sample: Sample): boolean {
    if (monitor.disagreements === 0 || !sample.fieldCrcGood || !sample.standstill) return false
    const differenceUm = sample.measuredUm - sample.commandedUm
    return differenceUm > DISAGREE_UM || differenceUm < -DISAGREE_UM
}

/** Nothing is being confirmed: what the monitor has seen so far, it will not hold against what comes. */
export function monitorSettled(monitor: Monitor): boolean {
    return monitor.badFrames === 0 && monitor.sameFrames === 0 && monitor.disagreements === 0
}

/** The fault that an actuator's `MotionBit`s mean: the cause before what follows from it. */
function actuatorFault(bits: number): Fault {
    if ((bits & MotionBit.Coil) !== 0) return Fault.SolenoidCoil
    if ((bits & MotionBit.CoilChip) !== 0) return Fault.SolenoidChip
    if ((bits & MotionBit.Plunger) !== 0) return Fault.SolenoidPlunger
    if ((bits & MotionBit.CurrentDisagrees) !== 0) return Fault.DepthDisagrees
    if ((bits & MotionBit.Hot) !== 0) return Fault.OverTemperature
    return Fault.MotionChip
}
