/** One image for an empty board: runtime, board configuration, and a store with our program. */
import { BOARD_CONFIGURATION, FACTORY_BYTES, STORE } from "./layout"

/** Puts the parts where the runtime looks for them; 0xFF between them, as erased flash is. */
export function factoryImage(
    runtime: Uint8Array,
    configuration: Uint8Array,
    store: Uint8Array
): Uint8Array<ArrayBuffer> {
    const image = new Uint8Array(FACTORY_BYTES).fill(0xff)
    image.set(runtime)
    const { offset, sizeBytes } = BOARD_CONFIGURATION
    image.fill(0xff, offset, offset + sizeBytes)
    image.set(configuration, offset)
    image.set(store, STORE.offset)
    return image
}
