/**
 * Registers of an ESP32-C3 that a flasher touches: who the chip is, its fuses, and the SPI unit that asks the flash
 * for its identity ([TRM-ESP32-C3], "eFuse Controller", "SPI Controller").
 */
const SPI = 0x60002000
const SPI_COMMAND = SPI
const SPI_USER2 = SPI + 0x20
const SPI_W0 = SPI + 0x58
const SPI_END = SPI + 0x100
const SPI_START = 1 << 18
const READ_IDENTITY = 0x9f
const READ_SFDP = 0x5a

const FUSES = 0x60008800
const FUSES_END = FUSES + 0x200
const MAC = FUSES + 0x44
const REPEAT_DATA_2 = FUSES + 0x38
const SECURE_BOOT = 1 << 20
const REPEAT_DATA_1 = FUSES + 0x34
const FLASH_ENCRYPTION = 1 << 18

const MAGIC = 0x40001000
/** Magic numbers of the ROMs (esptool, `CHIP_DETECT_MAGIC_VALUE`), by chip identifier. */
const MAGICS: Record<number, number> = { 2: 0x000007c6, 5: 0x1b31506f, 9: 0x00000009 }
/** Which port the ROM speaks on, its clock, and the watchdogs: read and written, without effect here. */
const QUIET = [0x3fcdf07c, 0x60000014, 0x6000007c]
const RTC = 0x60008000

export interface ChipIdentity {
    readonly chipId: number
    readonly flashBytes: number
    readonly secureBoot: boolean
    readonly flashEncryption: boolean
}

export class UnknownRegister extends Error {
    constructor(address: number) {
        super(`register 0x${address.toString(16)} is not described`)
        this.name = "UnknownRegister"
    }
}

export class LoaderRegisters {
    private readonly words = new Map<number, number>()

    constructor(private readonly chip: ChipIdentity) {
        this.words.set(MAC, 0x3d5a1c01)
        this.words.set(MAC + 4, 0x7cdf)
        this.words.set(MAGIC, MAGICS[chip.chipId] ?? 0)
        if (chip.secureBoot) this.words.set(REPEAT_DATA_2, SECURE_BOOT)
        if (chip.flashEncryption) this.words.set(REPEAT_DATA_1, FLASH_ENCRYPTION)
    }

    read(address: number): number {
        this.check(address)
        return this.words.get(address) ?? 0
    }

    write(address: number, value: number, mask: number): void {
        this.check(address)
        const before = this.words.get(address) ?? 0
        this.words.set(address, ((before & ~mask) | (value & mask)) >>> 0)
        if (address === SPI_COMMAND && (value & SPI_START) !== 0) this.runSpi()
    }

    /** A user-defined command ends at once; the answer stands in W0. */
    private runSpi(): void {
        const command = this.read(SPI_USER2) & 0xff
        if (command === READ_IDENTITY) {
            const capacity = Math.log2(this.chip.flashBytes)
            this.words.set(SPI_W0, (capacity << 16) | 0x40ef)
        } else if (command === READ_SFDP) this.words.set(SPI_W0, 0x50444653)
        else this.words.set(SPI_W0, 0)
        this.words.set(SPI_COMMAND, 0)
    }

    private check(address: number): void {
        const known =
            (address >= SPI && address < SPI_END) ||
            (address >= FUSES && address < FUSES_END) ||
            (address >= RTC && address < RTC + 0x200) ||
            address === MAGIC ||
            QUIET.includes(address)
        if (!known) throw new UnknownRegister(address)
    }
}
