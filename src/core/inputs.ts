import { Fault } from "./fault"
import { Inhibit } from "./inhibit"
import { Kind } from "./kind"
import { DEPTH_MAX_UM, RATE_MIN_HZ } from "./limits"

/**
 * What the program sampled in one tick: all that the interlock knows of the world. One object for
 * the whole life of the program, changed in place by the sampler, so that a tick allocates nothing.
 */
export interface Inputs {
    /** The power-on self-test has ended; its verdict is `cause`. */
    selfTestDone: boolean
    latchClosed: boolean
    triggerDown: boolean
    /** Read-back of the safety latch's output. */
    strokeSafe: boolean
    stopClosed: boolean
    /** `Inhibit` bits found by the cartridge reader; 0 = a good record, read three times equal (PEN-SAF-10). */
    cartridge: number
    /** Something is fitted whose ROM ID or record is no longer the accepted one. */
    cartridgeChanged: boolean
    /** Of the accepted record; meaningful while `cartridge` is 0. */
    kind: Kind
    minUm: number
    maxUm: number
    lengthUm: number
    /** Selected on the panel. */
    depthUm: number
    rateHz: number
    profileMaxUm: number
    /** Keys, true in the one tick in which they went down. */
    acknowledgeEdge: boolean
    confirmEdge: boolean
    clearEdge: boolean
    homed: boolean
    chainProven: boolean
    calibrationGood: boolean
    /** Charge of the battery that is counted on, whole %; 0 = empty, or not known. */
    batteryPercent: number
    /** A lock-out that needs an inspection is set (PEN-SAF-11, 21). */
    quarantined: boolean
    /** The carriage rests, by the motion chip's word. */
    standstill: boolean
    /** Carriage plus tip offset, as depth: where the chip was sent, and where the sensor sees it. */
    commandedUm: number
    measuredUm: number
    /** The arming sequence has finished; strokes may start. */
    armed: boolean
    /** The stop sequence has finished: drive off and carriage at or below 0. */
    parked: boolean
    /** In the tick that ends the self-test (or the next): the run mark said that the program stopped while Running. */
    restarted: boolean
    /** A peer asked for Service, and nothing spoke against it then. */
    serviceAsked: boolean
    /** What a driver, monitor or sequence reports in this tick. */
    cause: Fault
}

/** Inputs of a pen of which nothing good is known yet. */
export function newInputs(): Inputs {
    return {
        selfTestDone: false,
        latchClosed: false,
        triggerDown: false,
        strokeSafe: false,
        stopClosed: false,
        cartridge: Inhibit.NoCartridge,
        cartridgeChanged: false,
        kind: Kind.Unknown,
        minUm: 0,
        maxUm: 0,
        lengthUm: 0,
        depthUm: 0,
        rateHz: RATE_MIN_HZ,
        profileMaxUm: DEPTH_MAX_UM,
        acknowledgeEdge: false,
        confirmEdge: false,
        clearEdge: false,
        homed: false,
        chainProven: false,
        calibrationGood: false,
        batteryPercent: 0,
        quarantined: false,
        standstill: false,
        commandedUm: 0,
        measuredUm: 0,
        armed: false,
        parked: false,
        restarted: false,
        serviceAsked: false,
        cause: Fault.None,
    }
}
