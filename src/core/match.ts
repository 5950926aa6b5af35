/**
 * The match rule: may this cartridge be driven at this depth, on this pen, now? Flat, because a call is
 * expensive on the device; it allocates nothing.
 *
 * The rule has more terms than today's hardware: force and slip come with the parts that measure them, each with its
 * inhibit bit already named.
 */
import { Inhibit } from "./inhibit"
import { type Inputs } from "./inputs"
import { type Interlock } from "./interlock"
import { Kind } from "./kind"
import {
    DEEP_UM,
    DEPTH_MAX_UM,
    DEPTH_MIN_UM,
    DISAGREE_UM,
    NANO_MAX_UM,
    RESERVE_PERCENT,
} from "./limits"

/**
 * `Inhibit` bits of all terms that do not hold in this tick (PEN-SAF-01, 03, 09, 10, 14, 17 to 19).
 * TriggerHeld and FaultLatched are added by `step`, which knows the state. `atRest` is false in Arming
 * and Running: there the monitor judges the depth, by two samples (PEN-SAF-07). Without a cartridge there
 * is no latch to close and no checklist to acknowledge, so NoCartridge stands alone for these.
 */
export function match(lock: Interlock, inputs: Inputs, atRest: boolean): number {
    const depthUm = inputs.depthUm
    let bits = inputs.cartridge
    if ((bits & Inhibit.NoCartridge) === 0) {
        if (!inputs.latchClosed) bits |= Inhibit.LatchOpen
        if (!lock.acknowledged) bits |= Inhibit.ChecklistOpen
        if (inputs.cartridgeChanged) bits |= Inhibit.CartridgeUnread
        if (inputs.cartridge === 0) {
            const kind = inputs.kind
            if (kind === Kind.Fixed) {
                if (depthUm !== inputs.lengthUm) bits |= Inhibit.DepthNotCartridgeLength
            } else {
                if (depthUm < inputs.minUm) bits |= Inhibit.DepthBelowCartridge
                if (depthUm > inputs.maxUm) bits |= Inhibit.DepthAboveCartridge
            }
            if (kind === Kind.Nano) {
                // A nano record that claims more is refused by the reader; this holds if it ever is not.
                if (depthUm > NANO_MAX_UM) bits |= Inhibit.DepthAboveCartridge
            } else if (kind !== Kind.Adjustable)
                if (kind === Kind.Roller) bits |= Inhibit.CartridgeNotDrivable
                else if (kind !== Kind.Fixed) bits |= Inhibit.CartridgeUnknownKind
        }
    }
    if (depthUm < DEPTH_MIN_UM) bits |= Inhibit.DepthBelowCartridge
    if (depthUm > DEPTH_MAX_UM) bits |= Inhibit.DepthAboveCartridge
    if (depthUm > inputs.profileMaxUm) bits |= Inhibit.DepthAboveProfile
    if (depthUm > DEEP_UM) if (lock.deepUm !== depthUm) bits |= Inhibit.DeepNotConfirmed
    if (!inputs.homed) bits |= Inhibit.NotHomed
    if (!inputs.chainProven) bits |= Inhibit.ChainNotProven
    if (!inputs.stopClosed) bits |= Inhibit.StopOpen
    if (!inputs.calibrationGood) bits |= Inhibit.CalibrationMissing
    if (inputs.batteryPercent < RESERVE_PERCENT) bits |= Inhibit.BatteryLow
    if (inputs.quarantined) bits |= Inhibit.Quarantined
    if (atRest)
        if (inputs.standstill)
            if (inputs.homed)
                if (inputs.calibrationGood) {
                    const differenceUm = inputs.measuredUm - inputs.commandedUm
                    if (differenceUm > DISAGREE_UM || differenceUm < -DISAGREE_UM)
                        bits |= Inhibit.DepthDisagrees
                }
    return bits
}
