/** Flashing a board from the page. The flasher itself is loaded when somebody has chosen a board. */
import { signal } from "@preact/signals"
import type { ChipReport } from "../../tools/flash/loader"
import { facts } from "./package"

/** Maker of the controller, whose own USB port a pen's board has. */
const ESPRESSIF = 0x303a

/** The board that waits for somebody to agree; null: none does. */
export const board = signal<{
    readonly chip: ChipReport
    readonly answer: (write: boolean) => void
} | null>(null)
/** What goes on; null: nothing. A percentage of null is not known. */
export const progress = signal<{ readonly step: string; readonly percent: number | null } | null>(
    null
)
export const result = signal<{ readonly ok: boolean; readonly text: string } | null>(null)
export const erase = signal(false)

/** Has a person choose a board, and writes the image into it once they have seen what it is. */
export async function flash(image: Uint8Array): Promise<void> {
    result.value = null
    const { variant = "", version = "", programSha256 = "" } = facts.value ?? {}
    let port: SerialPort
    try {
        port = await navigator.serial.requestPort({ filters: [{ usbVendorId: ESPRESSIF }] })
    } catch {
        result.value = { ok: false, text: "No board was chosen. Nothing was written." }
        return
    }
    progress.value = { step: "Asking the chip who it is", percent: null }
    try {
        const { awaitPen, flashThrough } = await import("./flasher")
        const chip = await flashThrough(port, image, erase.value, {
            identified: agreed,
            progress: (step, fraction) => {
                const words = step === "write" ? "Writing" : "Reading back"
                progress.value = { step: words, percent: Math.round(fraction * 100) }
            },
        })
        progress.value = { step: "Written and read back. Waiting for the pen", percent: null }
        await awaitPen(port, programSha256)
        const what = `${variant} ${version} into ${chip.chip} ${chip.mac}`
        const done = "Written, read back and started; the pen has passed its self-test"
        const next = "To see it, say “Connect a pen” under “New pen”."
        result.value = { ok: true, text: `${done}: ${what}. ${next}` }
    } catch (error) {
        result.value = { ok: false, text: error instanceof Error ? error.message : String(error) }
    } finally {
        progress.value = null
        board.value = null
    }
}

/** Waits for a person. Throws when they do not want it written. */
async function agreed(chip: ChipReport): Promise<void> {
    progress.value = null
    const write = await new Promise<boolean>(answer => {
        board.value = { chip, answer }
    })
    board.value = null
    if (!write) throw new Error("The board was left as it is: nothing was written.")
    progress.value = { step: erase.value ? "Erasing" : "Getting ready to write", percent: null }
}
