/**
 * The charge that the pen counts on (PEN-SAF-19). Two limits stand on it: below `UPDATE_PERCENT` no update begins;
 * below `RESERVE_PERCENT`, which is lower, nothing starts, and what runs is stopped and parked while it still can be.
 */
import { type Inputs } from "./inputs"
import { PACK_MAX_MV, PACK_MIN_MV } from "./limits"
import { type Monitor } from "./monitor"

/**
 * Takes over one reading of the gauge: pack voltage in mV, and charge in whole %, 0 for a gauge that said nothing. A
 * charge counts once two readings in a row agree on it within 1 %; when they disagree twice in a row, the battery
 * counts as empty. So it does at a voltage that contradicts any charge.
 */
export function takeCharge(
    monitor: Monitor,
    inputs: Inputs,
    packMv: number,
    percent: number
): void {
    if (packMv < PACK_MIN_MV || packMv > PACK_MAX_MV) percent = 0
    const difference = percent - monitor.chargePercent
    monitor.chargePercent = percent
    const doubt = difference > 1 || difference < -1
    if (!doubt) inputs.batteryPercent = percent
    else if (monitor.chargeDoubted) inputs.batteryPercent = 0
    monitor.chargeDoubted = doubt
}
