/** 1-Wire ROM IDs: family code, 48-bit serial number, CRC-8 over both [DS-DS2431]. */
import { Random } from "./random"

/** Family code of the DS2431. */
const family = 0x2d

/** CRC-8 of Maxim 1-Wire devices: x^8 + x^5 + x^4 + 1, reflected, start value 0. */
export function romCrc(bytes: Uint8Array, count: number): number {
    let crc = 0
    for (const byte of bytes.subarray(0, count)) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1
    }
    return crc
}

/** Whether eight bytes end in the CRC-8 of the first seven. */
export function romCrcGood(rom: Uint8Array): boolean {
    return rom.length === 8 && romCrc(rom, 7) === rom[7]
}

/** The ROM ID of a cartridge that a scenario describes: a function of its name and the seed, and nothing else. */
export function romOf(name: string, seed: number): Uint8Array {
    const rom = new Uint8Array(8)
    rom[0] = family
    rom.set(new Random(seed, `rom of ${name}`).bytes(6), 1)
    rom[7] = romCrc(rom, 7)
    return rom
}
