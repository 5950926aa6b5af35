/**
 * The pen's USB socket: the controller's own Jacdac port, behind a switch in its data lines that hardware keeps open
 * while a cartridge is latched. The stock runtime lets any peer deploy, halt and drive; with a cartridge fitted and no
 * bench strap, nobody is there who could.
 */
import { crc } from "jacdac-ts"
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

/** A register of Control that the board's configuration decides, which the virtual machine has none of. */
const PRODUCT = [4, 0, 0x81, 0x11]
const HEADER_BYTES = 12

/** The frame as a chip with the configuration of this board sends it. */
function ofBoard(frame: Uint8Array, productId: number): Uint8Array {
    const fromRuntime = RUNTIME.every((byte, index) => frame[DEVICE_AT + index] === byte)
    const end = HEADER_BYTES + frame[2]!
    for (let at = HEADER_BYTES; fromRuntime && at < end; at += 4 + Math.ceil(frame[at]! / 4) * 4) {
        if (!PRODUCT.every((byte, index) => frame[at + index] === byte)) continue
        const changed = frame.slice()
        const view = new DataView(changed.buffer)
        view.setUint32(at + PRODUCT.length, productId, true)
        view.setUint16(0, crc(changed.subarray(2, end)), true)
        return changed
    }
    return frame
}

export class Usb {
    /** Frames and lines of the log that reach the other end of the cable. */
    onFrame: (frame: Uint8Array) => void = () => undefined
    onLog: (line: string) => void = () => undefined
    /** The cable is in. */
    plugged = true

    constructor(
        private readonly controller: UsbController,
        private readonly dataClosed: Signal,
        productId: number
    ) {
        controller.onFrame = frame => {
            if (this.connected) this.onFrame(ofBoard(frame, productId))
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
