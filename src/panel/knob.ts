/** An absolute knob with detents: a sensor angle becomes a setting, without flicker between two of them. */

/** Where the detents of a knob lie on its sensor's circle of 4,096, and what they mean. */
export interface Scale {
    /** Raw angle of detent 0, and from one detent to the next. */
    readonly rawFirst: number
    readonly rawStep: number
    /** Setting at detent 0, and from one to the next. */
    readonly first: number
    readonly step: number
    readonly detents: number
}

/** Depth: 51 detents of 50 µm over 300 degrees (PEN-FUN-01). */
export const DEPTH_SCALE: Scale = { rawFirst: 100, rawStep: 68, first: 0, step: 50, detents: 51 }
/** Stroke rate: 121 detents of 1 Hz over 300 degrees (PEN-FUN-04). */
export const RATE_SCALE: Scale = { rawFirst: 100, rawStep: 28, first: 30, step: 1, detents: 121 }

/**
 * The setting for a raw angle. The last setting is kept until the knob has passed the middle
 * between two detents by 60 % of half a detent; −1 as last setting takes the nearest.
 */
export function setting(scale: Scale, raw: number, last: number): number {
    const offset = raw - scale.rawFirst
    if (last >= 0) {
        const kept = ((last - scale.first) / scale.step) * scale.rawStep
        const away = offset > kept ? offset - kept : kept - offset
        if (10 * away <= 8 * scale.rawStep) return last
    }
    let detent = Math.floor((2 * offset + scale.rawStep) / (2 * scale.rawStep))
    if (detent < 0) detent = 0
    if (detent > scale.detents - 1) detent = scale.detents - 1
    return scale.first + detent * scale.step
}

/** The lowest raw angle at which `setting` keeps a setting. */
export function keptFrom(scale: Scale, last: number): number {
    return middle(scale, last) - Math.floor((8 * scale.rawStep) / 10)
}

/** The highest. */
export function keptTo(scale: Scale, last: number): number {
    return middle(scale, last) + Math.floor((8 * scale.rawStep) / 10)
}

function middle(scale: Scale, last: number): number {
    return scale.rawFirst + ((last - scale.first) / scale.step) * scale.rawStep
}
