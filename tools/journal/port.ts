/** The memory of a real pen, read out over its USB port, as far as it lets a tool read it (`services/journal.md`). */
import { UsbPort } from "../bus/usbport"
import { serialLine } from "../flash/line"
import { Failed } from "../outcome"
import { PenLink } from "../update/link"

/** The key of the product line stays zero. Throws `Failed` when no pen gives its memory. */
export async function memoryAtPort(path: string): Promise<Uint8Array> {
    const link = new PenLink(await UsbPort.open(await serialLine(path)))
    try {
        const memory = await link.readMemory()
        if (memory) return memory
        throw new Failed(
            `${path}: no pen with a journal to read answers. Is the cartridge out? The pen closes its USB data lines ` +
                "only then. A program that is older than its journal's reading has to be updated."
        )
    } finally {
        await link.close()
    }
}
