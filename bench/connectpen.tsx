/** The way to a real pen at this computer's USB, over Web Serial; what it needs is loaded when somebody asks for it. */
import { useSignal } from "@preact/signals"
import { notice } from "./store"

const noSerial =
    "This browser has no Web Serial: open this page in Chromium, Chrome or Edge. " +
    "In a terminal, `npx pen sim --port PATH` shows the same pen."

export function ConnectPen() {
    const busy = useSignal(false)
    const connect = async (): Promise<void> => {
        if (!("serial" in navigator)) {
            notice.value = noSerial
            return
        }
        busy.value = true
        const { connectPen } = await import("./real/realpen")
        notice.value = (await connectPen()) ?? ""
        busy.value = false
    }
    return (
        <button type="button" disabled={busy} onClick={() => void connect()}>
            {busy.value ? "Connecting …" : "Connect a pen"}
        </button>
    )
}
