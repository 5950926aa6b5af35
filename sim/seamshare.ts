/**
 * What the seam itself executes in one bus transfer, in bytecodes. The chip has native code there, so they cost it
 * nothing and are left out of every account. A test holds each number to the program.
 */
import { MailboxOp } from "../src/hal/mailbox.regs"

/** With nothing to send and nothing to read. */
const I2C = 50
/** More with a buffer of one byte, and with a longer one. */
const I2C_SENT = { one: 3, more: 7 }
const I2C_READ = { one: 6, more: 10 }
const SPI = 63

/** Bytecodes of the seam in the transfer that this message asks for; 0 for a message that is none. */
export function seamBytecodes(message: Uint8Array): number {
    switch (message[0]) {
        case MailboxOp.I2c:
            return I2C + share(message[2]!, I2C_SENT) + share(message[3]!, I2C_READ)
        case MailboxOp.SpiTransfer:
            return SPI
        default:
            return 0
    }
}

function share(bytes: number, { one, more }: typeof I2C_SENT): number {
    if (bytes === 0) return 0
    return bytes === 1 ? one : more
}
