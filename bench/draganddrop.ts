/** Cartridges that are dragged from the tray to the pen. A click or a key does the same. */
import { ask } from "./link"
import { inControl } from "./store"

const FORMAT = "application/x-dermalock-cartridge"

export function carry(event: DragEvent, cartridge: string): void {
    event.dataTransfer?.setData(FORMAT, cartridge)
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "copy"
}

export function fitDropped(event: DragEvent): void {
    const cartridge = event.dataTransfer?.getData(FORMAT) ?? ""
    if (cartridge === "" || !inControl.value) return
    event.preventDefault()
    ask({ type: "fit", cartridge })
}
