/** How the drawing of the pen maps µm beyond the nose plane to places on it. */

export const WIDTH = 340
export const HEIGHT = 540
/** Where the nose plane is, from above. */
export const NOSE_Y = 348
/** 64 units a millimetre: the whole stroke of 3.5 mm and the deepest setting fit. */
export const PX_PER_UM = 0.064

export function yOf(um: number): number {
    return Math.round((NOSE_Y + um * PX_PER_UM) * 10) / 10
}
