/**
 * What a peer on the bus may ask of a pen, and why it is refused. Nothing in this list starts anything: the drive
 * starts by the trigger alone (PEN-SAF-12). The numbers are sent (`services/`), so they never change meaning.
 */
import { type Inputs } from "./inputs"
import { type Interlock } from "./interlock"
import { PARKED_MAX_UM, UPDATE_PERCENT } from "./limits"
import { State } from "./state"

export enum Request {
    /** Ends a run. */
    Stop,
    SetProfileMaximum,
    SetTriggerToggles,
    EnterService,
    LeaveService,
    /** Takes lock-outs away, after an inspection (PEN-SAF-11, 21). */
    Release,
    SetTime,
    NoteUpdate,
    ReadEntry,
    ReadMemory,
    PrintMemory,
}

/**
 * Blocks of the memory behind the first, which one `print_memory` puts into the log. At rest it is 1.5 ms of a tick
 * with LIFE; in Service as many lines of 144 characters as the runtime's log of 4,096 keeps, whoever fetches them when
 * (`JD_DMESG_BUFFER_SIZE` of its ESP32 port).
 */
export enum Printed {
    AtRest = 1,
    InService = 25,
}

export enum Refusal {
    /** It was, or will be, carried out. */
    None = 0,
    /** The self-test has not ended. */
    NotReady = 1,
    /** Arming, Running or Stopping. */
    Moving = 2,
    CartridgeFitted = 3,
    NotParked = 4,
    BatteryLow = 5,
    /** Only in Service. */
    NotInService = 6,
    OutOfRange = 7,
    /** Tried, and it did not stay. */
    Failed = 8,
}

/** Why a preference cannot be changed now. */
export function settingRefusal(state: State): Refusal {
    if (state === State.SelfTest) return Refusal.NotReady
    if (state >= State.Arming) if (state <= State.Stopping) return Refusal.Moving
    return Refusal.None
}

/** Why Service cannot be entered now. A pen whose position is not known has no needles without a cartridge. */
export function serviceRefusal(lock: Interlock, inputs: Inputs): Refusal {
    const refusal = settingRefusal(lock.state)
    if (refusal !== Refusal.None) return refusal
    if (inputs.latchClosed) return Refusal.CartridgeFitted
    if (inputs.homed) if (inputs.commandedUm > PARKED_MAX_UM) return Refusal.NotParked
    if (inputs.calibrationGood) if (inputs.measuredUm > PARKED_MAX_UM) return Refusal.NotParked
    // Without a home only a fault is a reason to be looked at.
    if (!inputs.homed) if (lock.state !== State.Faulted) return Refusal.NotParked
    return inputs.batteryPercent < UPDATE_PERCENT ? Refusal.BatteryLow : Refusal.None
}
