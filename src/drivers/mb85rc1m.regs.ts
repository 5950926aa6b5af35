/** Fujitsu (RAMXEED) MB85RC1MT 1 Mbit FRAM, [DS-MB85RC1M]. It has memory, not registers. Enums only. */

/**
 * Device address word 1010 A2 A1 A16 R/W: the topmost memory address bit travels in the device address,
 * so that one chip answers to two 7-bit addresses (here with A2 = A1 = 0).
 */
export enum Mb85rc1mBus {
    AddressLow = 0x50,
    AddressHigh = 0x51,
}

/** Memory ([DS-MB85RC1M] "Byte Write", "Page Write", "Sequential Read"). */
export enum Mb85rc1mLayout {
    Bytes = 131072,
    /** Bytes behind one of the two device addresses; the address word after it is two bytes, high first. */
    HalfBytes = 65536,
}
