/** How long a tool waits for a pen: each attempt, before it says the same thing again. */

/** An answer takes some passes of the runtime's 10 ms loop; its queue lets one frame out every 20 ms. */
export const QUESTION_MS: readonly number[] = [500, 500, 500, 500, 500]
/** Stopping a program and erasing its sectors: 16 sectors of at most 400 ms each ([DS-W25Q32JV], tSE). */
export const DEPLOY_MS: readonly number[] = [8_000]
/**
 * An acknowledgement comes within a pass; but where a computer was busy elsewhere for longer than 0.6 s, a tool that
 * kept asking every 120 ms had given up in the midst of a program.
 */
export const ACK_MS: readonly number[] = [120, 240, 480, 960, 1_920]
/** A program announces its services every 500 ms: so often in vain, and it has none. */
export const ANNOUNCE_MS = 2_600
