/**
 * Between which raw readings of the depth sensor neither the monitor nor the match rule has anything to say, so that
 * a tick need not turn them into micrometres.
 */
import { type Calibration, umToField } from "./calibration"
import { type Interlock } from "./interlock"
import { DEPTH_OVER_MARGIN_UM, DISAGREE_UM } from "./limits"
import { type Sample } from "./sample"

/** Raw readings, both ends belonging to it. */
export interface Window {
    low: number
    high: number
    /** What it was worked out from: it changes with a move, a cartridge or a run, and a tick has no time to spare. */
    commandedUm: number
    permittedUm: number
    tipOffsetUm: number
    /** Bounds of the carriage that its actuator has set. */
    lowUm: number
    highUm: number
}

/** A window that holds nothing. */
export function newWindow(): Window {
    const nowhere = { commandedUm: 0, permittedUm: -1, tipOffsetUm: 0 }
    return { low: 0, high: -1, ...nowhere, lowUm: 0, highUm: 0 }
}

/** Every reading that the sensor can give. */
const RAW_MIN = -32768
const RAW_MAX = 32767

/**
 * Works `window` out for a carriage at rest where `sample` says that it was sent (PEN-SAF-02, PEN-SAF-07).
 * `tipOffsetUm` is that of the fitted cartridge. Each end lies a µm inside, for the rounding of both conversions.
 * Quick when nothing has changed; `boundWindow` comes first.
 */
export function depthWindow(
    calibration: Calibration,
    lock: Interlock,
    sample: Sample,
    tipOffsetUm: number,
    window: Window
): void {
    if (!sample.depthKnown) {
        window.low = RAW_MIN
        window.high = RAW_MAX
        window.permittedUm = -1
        return
    }
    const permittedUm = lock.runDepthUm < 0 ? 0 : lock.runDepthUm
    const commandedUm = sample.commandedUm
    if (window.commandedUm === commandedUm)
        if (window.permittedUm === permittedUm) if (window.tipOffsetUm === tipOffsetUm) return
    window.commandedUm = commandedUm
    window.permittedUm = permittedUm
    window.tipOffsetUm = tipOffsetUm
    let lowUm = commandedUm - DISAGREE_UM - tipOffsetUm + 1
    if (lowUm < window.lowUm) lowUm = window.lowUm
    let highUm = commandedUm + DISAGREE_UM
    if (highUm > permittedUm + DEPTH_OVER_MARGIN_UM) highUm = permittedUm + DEPTH_OVER_MARGIN_UM
    highUm -= tipOffsetUm + 1
    if (highUm > window.highUm) highUm = window.highUm
    window.low = umToField(calibration, lowUm)
    window.high = umToField(calibration, highUm)
}

/** The bounds of the carriage have changed: the next `depthWindow` works anew. */
export function boundWindow(window: Window, lowUm: number, highUm: number): void {
    if (window.lowUm === lowUm) if (window.highUm === highUm) return
    window.lowUm = lowUm
    window.highUm = highUm
    window.permittedUm = -1
}
