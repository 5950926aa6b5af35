/**
 * What the seam itself executes in one SPI transfer, in bytecodes. The chip has native code there, so they cost it
 * nothing and are left out of every account. A test holds the number to the program. I2C transfers of a machine that
 * counts do not go through the seam (`sim/ownbus.ts`).
 */
import { MailboxOp } from "../src/hal/mailbox.regs"

const SPI = 63

/** Bytecodes of the seam in the transfer that this message asks for; 0 for a message that is none. */
export function seamBytecodes(message: Uint8Array): number {
    return message[0] === MailboxOp.SpiTransfer ? SPI : 0
}
