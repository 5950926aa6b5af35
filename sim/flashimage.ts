/** The flash image that a virtual machine keeps in its own memory. */

/** Flash that the runtime keeps programs and settings in, as on the chip (`boards/partitions.csv` of the runtime). */
export const FLASH_BYTES = 256 * 1024
/** First words of the store in that flash, and its page size three words on (jacdac-c, `jd_fstor.c`). */
const STORE_MAGIC = [0x52545346, 0x6becea0a, 4096] as const

/** Where it lay in the memory of the machine that was asked last; it is the same for all of them. */
let flashWord = 0

/** A copy of it. Throws when there is none. */
export function flashIn(memory: Uint8Array): Uint8Array {
    const words = new Uint32Array(memory.buffer)
    const [first, second, page] = STORE_MAGIC
    let at = flashWord
    const found = (): boolean =>
        words[at] === first && words[at + 1] === second && words[at + 3] === page
    if (!found()) {
        at = -1
        do at = words.indexOf(first, at + 1)
        while (at >= 0 && !found())
        if (at < 0) throw new Error("the virtual machine has no store in its flash")
        flashWord = at
    }
    return memory.slice(at * 4, at * 4 + FLASH_BYTES)
}
