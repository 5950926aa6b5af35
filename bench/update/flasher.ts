/** The flasher of `pen flash`, behind a port of the browser. */
import { flashBoard, type FlashSteps } from "../../tools/flash/flash"
import type { ChipReport } from "../../tools/flash/loader"
import { BrowserLine } from "./browserline"

/** Writes `image` from address 0, reads it back and starts it. Throws `Failed` in words. */
export async function flashThrough(
    port: SerialPort,
    image: Uint8Array,
    erase: boolean,
    steps: FlashSteps
): Promise<ChipReport> {
    return flashBoard(new BrowserLine(port), [{ address: 0, data: image }], steps, { erase })
}
