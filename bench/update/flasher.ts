/** The flasher of `pen flash`, and what it asks of the pen afterwards, behind a port of the browser. */
import { UsbPort } from "../../tools/bus/usbport"
import { flashBoard, type FlashSteps } from "../../tools/flash/flash"
import type { ChipReport } from "../../tools/flash/loader"
import { awaitFlashed } from "../../tools/update/prove"
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

/** Waits until the pen says that it holds this program, and has passed its self-test. Throws `Failed` in words. */
export async function awaitPen(flashed: SerialPort, programSha256: string): Promise<void> {
    const { usbVendorId } = flashed.getInfo()
    await awaitFlashed("the board", programSha256, async () => {
        // A board that starts anew comes back as a port of its own where the computer saw it go.
        const there = await navigator.serial.getPorts()
        const again = there.find(port => port.getInfo().usbVendorId === usbVendorId)
        return UsbPort.open(new BrowserLine(there.includes(flashed) ? flashed : (again ?? flashed)))
    })
}
