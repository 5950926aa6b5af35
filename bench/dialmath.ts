/** The geometry of a knob: settings, angles, and places on the ring around it. */

/** Lowest and highest setting, and the distance of its detents. */
export interface Scale {
    readonly min: number
    readonly max: number
    readonly step: number
}

/** Degrees from the lowest to the highest setting, the gap being below. */
const SWEEP_DEG = 270
const RADIUS = 46

export function clamped(value: number, { min, max, step }: Scale): number {
    const stepped = min + Math.round((value - min) / step) * step
    return Math.min(max, Math.max(min, stepped))
}

export function share(value: number, { min, max }: Scale): number {
    return (Math.min(max, Math.max(min, value)) - min) / (max - min)
}

export function angleOf(part: number): number {
    return (part - 0.5) * SWEEP_DEG
}

/** The value that the pointer points at, seen from the middle of the knob. */
export function valueAt(event: PointerEvent, face: SVGSVGElement, scale: Scale): number {
    const { left, top, width, height } = face.getBoundingClientRect()
    const x = event.clientX - left - width / 2
    const y = event.clientY - top - height / 2
    const degrees = (Math.atan2(x, -y) * 180) / Math.PI
    const part = Math.min(1, Math.max(0, degrees / SWEEP_DEG + 0.5))
    return scale.min + part * (scale.max - scale.min)
}

/** Part of the ring around the knob. */
export function arc(from: number, to: number): string {
    const point = (part: number): string => {
        const rad = (angleOf(part) * Math.PI) / 180
        return `${(Math.sin(rad) * RADIUS).toFixed(2)} ${(-Math.cos(rad) * RADIUS).toFixed(2)}`
    }
    const isLarge = (to - from) * SWEEP_DEG > 180 ? 1 : 0
    return `M${point(from)} A${RADIUS} ${RADIUS} 0 ${isLarge} 1 ${point(Math.max(to, from + 0.004))}`
}
