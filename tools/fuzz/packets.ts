/** Packets that nobody well-meaning sends: any service, any code, any size. */
import { CMD_GET_REG, CMD_SET_REG, Packet } from "jacdac-ts"
import type { Random } from "../../sim/random"

/** The pen's own services and Control, and two that it does not have. */
const SERVICE_MAX = 8
const PAYLOAD_MAX = 236
/** Where the codes of registers, commands and events begin. */
const BLOCKS = [0x00, 0x80, 0x100, 0x180]
const BLOCK_CODES = 0x10
/** Sizes that a server may have counted on, and the ones next to them. */
const SIZES = [0, 1, 2, 3, 4, 5, 8, 32, 235, 236]

export function randomPacket(random: Random): Packet {
    const block = BLOCKS[random.integer(0, BLOCKS.length - 1)]!
    const code = block + random.integer(0, BLOCK_CODES - 1)
    const commands = [code, CMD_GET_REG | code, CMD_SET_REG | code, random.integer(0, 0xffff)]
    const size =
        random.integer(0, 1) === 0
            ? SIZES[random.integer(0, SIZES.length - 1)]!
            : random.integer(0, PAYLOAD_MAX)
    const service = random.integer(0, SERVICE_MAX)
    const command = commands[random.integer(0, commands.length - 1)]!
    const data = random.integer(0, 3) === 0 ? new Uint8Array(size) : random.bytes(size)
    const packet = Packet.from(command, data)
    packet.serviceIndex = service
    return packet
}
