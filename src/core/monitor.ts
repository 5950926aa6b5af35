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
    drive: DriveMemory
}

export function newMonitor(): Monitor {
    return {
        lastTickMs: -1,
        badFrames: 0,
        setCount: -1,
        sameFrames: 0,
        disagreements: 0,
        drive: newDriveMemory(),
    }
}

/**
 * Called once in every tick, before `step`; returns the cause of a fault that it sees, or None. A
 * cause is reported for as long as it is there, so that clearing is refused meanwhile (PEN-SAF-11).
 * In SelfTest it only follows along: there the self-test judges. Allocates nothing.
 */
export function watch(monitor: Monitor, sample: Sample, lock: Interlock, nowMs: number): Fault {
    const state = lock.state
    const gapMs = monitor.lastTickMs < 0 ? 0 : nowMs - monitor.lastTickMs
    monitor.lastTickMs = nowMs
    if (state === State.SelfTest) {
        monitor.setCount = -1
        return Fault.None
    }
    const moving = state === State.Arming || state === State.Running || state === State.Stopping
    if (sample.i2cFailed || !sample.fieldCrcGood) monitor.badFrames++
    else monitor.badFrames = 0
    if (sample.fieldCrcGood) {
        if (sample.fieldSetCount === monitor.setCount) monitor.sameFrames++
        else monitor.sameFrames = 0
        monitor.setCount = sample.fieldSetCount
    }
    if (!sample.depthKnown || !moving) monitor.disagreements = 0
    if (sample.depthKnown && sample.fieldCrcGood) {
        // PEN-SAF-02: at rest nothing may protrude.
        const permittedUm = lock.runDepthUm < 0 ? 0 : lock.runDepthUm
        if (sample.measuredUm > permittedUm + DEPTH_OVER_MARGIN_UM) return Fault.DepthOver
        if (moving) {
            // PEN-SAF-07: while moving, the way between the two readings is no disagreement.
            const skewUm = sample.standstill ? 0 : (sample.skewMs + 1) * CARRIAGE_UM_PER_MS
            const differenceUm = sample.measuredUm - sample.commandedUm
            const boundUm = DISAGREE_UM + skewUm
            if (differenceUm > boundUm || differenceUm < -boundUm) monitor.disagreements++
            else monitor.disagreements = 0
        }
    }
    // PEN-SAF-17: a chip that was reset has forgotten where it is.
    if (sample.motionStatus !== 0) return actuatorFault(sample.motionStatus)
    let fault = Fault.None
    if (state === State.Running && gapMs > TICK_GAP_MAX_MS) fault = Fault.TickOverrun
    else if (monitor.disagreements >= DISAGREE_SAMPLES) fault = Fault.DepthDisagrees
    else if (monitor.badFrames >= SENSOR_BUS_TICKS) fault = Fault.SensorBus
    else if (monitor.sameFrames >= SENSOR_STUCK_TICKS) fault = Fault.SensorStuck
    if (state !== State.Arming && state !== State.Running) {
        monitor.drive.driving = false
        return fault
    }
    const driveFault = watchDrive(monitor.drive, sample, nowMs)
    // Slow strokes only pause; anything else says more.
    if (driveFault === Fault.None || (driveFault === Fault.DriveSlow && fault !== Fault.None))
        return fault
    return driveFault
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
