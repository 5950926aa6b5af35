/**
 * The pen's USB socket: the controller's own Jacdac port, behind a switch in its data lines that hardware keeps open
 * while a cartridge is latched. The stock runtime lets any peer deploy, halt and drive; with a cartridge fitted and no
 * bench strap, nobody is there who could.
 */
import type { Signal } from "./signal"

/** What the socket is soldered to. */
export interface UsbController {
    onFrame: ((frame: Uint8Array) => void) | undefined
    onLog: ((line: string) => void) | undefined
    receive(frame: Uint8Array): void
    chipReset(): void
}

/** Device of the runtime itself, as a frame has it (`Vm.boot`), and Control's command to reset it. */
const RUNTIME = [0x12, 0xab, 0xdd, 0x22, 0x89, 0x42, 0x12, 0x34]
const DEVICE_AT = 4
const SERVICE_AT = 13
const RESET = [0, 0x81, 0]

/** In the virtual machine it would end the process; a chip is reset by it (`platform.c` of the ESP32 port). */
function asksForReset(frame: Uint8Array): boolean {
    return (
        RUNTIME.every((byte, index) => frame[DEVICE_AT + index] === byte) &&
        RESET.every((byte, index) => frame[SERVICE_AT + index] === byte)
    )
}

export class Usb {
    /** Frames and lines of the log that reach the other end of the cable. */
    onFrame: (frame: Uint8Array) => void = () => undefined
    onLog: (line: string) => void = () => undefined
    /** The cable is in. */
    plugged = true

    constructor(
        private readonly controller: UsbController,
        private readonly dataClosed: Signal
    ) {
        controller.onFrame = frame => {
            if (this.connected) this.onFrame(frame)
        }
        controller.onLog = line => {
            if (this.connected) this.onLog(line)
        }
    }

    get connected(): boolean {
        return this.plugged && this.dataClosed.high
    }

    /** A frame from the other end; it is lost where the lines are open. */
    send(frame: Uint8Array): void {
        if (!this.connected) return
        if (asksForReset(frame)) this.controller.chipReset()
        else this.controller.receive(frame)
    }
}
