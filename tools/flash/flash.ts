/** Flashing a board: who is there, what is refused, write, read back, start. */
import { Failed } from "../failed"
import { CHIP_ID_ESP32C3, CHIP_NAME, FLASH_BYTES } from "../release/layout"
import type { SerialLine } from "./line"
import { type ChipReport, Loader, type Part } from "./loader"

export interface FlashSteps {
    /** The chip has said who it is; nothing is written yet. Throwing stops here. */
    identified(chip: ChipReport): Promise<void> | void
    progress(step: "write" | "verify", fraction: number): void
}

export interface FlashOptions {
    /** Everything in flash goes first: settings, and what other programs left. */
    readonly erase?: boolean
}

/** Flashes `parts` and starts them. Throws `Failed` in words; the board is then as the message says. */
export async function flashBoard(
    line: SerialLine,
    parts: readonly Part[],
    steps: FlashSteps,
    options: FlashOptions = {}
): Promise<ChipReport> {
    const loader = new Loader(line)
    try {
        const chip = await loader.connect()
        refuse(chip, parts)
        await steps.identified(chip)
        await loader.start()
        if (options.erase) await loader.eraseAll()
        await loader.write(parts, fraction => steps.progress("write", fraction))
        await loader.verify(parts, fraction => steps.progress("verify", fraction))
        await loader.reset()
        return chip
    } finally {
        await loader.close()
    }
}

/** Boards that must not be written to. The library would write an image for one chip into another. */
function refuse(chip: ChipReport, parts: readonly Part[]): void {
    const untouched = "Nothing was written."
    if (chip.chipId !== CHIP_ID_ESP32C3)
        throw new Failed(
            `this board has an ${chip.chip}, the pen's has an ${CHIP_NAME}. ${untouched} ` +
                "Is it the right board?"
        )
    if (chip.secureBoot)
        throw new Failed(
            `secure boot is burnt into this chip: it starts only what its owner signed. ${untouched} ` +
                "Use another board; a fuse cannot be mended."
        )
    if (chip.flashEncryption)
        throw new Failed(
            `this chip reads its flash through decryption: a plain image cannot start. ${untouched} ` +
                "Use another board; a fuse cannot be mended."
        )
    const end = Math.max(...parts.map(({ address, data }) => address + data.length))
    const least = Math.max(FLASH_BYTES, end)
    if (chip.flashBytes < least)
        throw new Failed(
            `this board has ${megabytes(chip.flashBytes)} of flash, the pen needs ${megabytes(least)}. ` +
                `${untouched} Use a board with a larger flash.`
        )
}

export function megabytes(bytes: number): string {
    return `${bytes / 1024 / 1024} MB`
}
