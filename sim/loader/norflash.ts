/**
 * Flash of a board: a bit can be written from 1 to 0, and only the erasure of a whole sector makes it 1 again
 * ([DS-W25Q32JV], "Page Program", "Sector Erase").
 */
const SECTOR_BYTES = 4096
const PAGE_BYTES = 256

/** The supply failed in the middle of a write. */
export class PowerLost extends Error {
    constructor() {
        super("the board lost its supply")
        this.name = "PowerLost"
    }
}

export interface FlashFaults {
    /** The supply fails after so many bytes were programmed or sectors erased since power-on. */
    powerLossAfterBytes?: number
    /** This byte takes a wrong bit whenever it is programmed. */
    corruptAt?: number
}

export class NorFlash {
    readonly bytes: Uint8Array
    private programmed = 0

    constructor(
        sizeBytes: number,
        private readonly faults: FlashFaults = {}
    ) {
        this.bytes = new Uint8Array(sizeBytes).fill(0xff)
    }

    get sizeBytes(): number {
        return this.bytes.length
    }

    /** Erases the sectors that `count` bytes from `at` touch. */
    erase(at: number, count: number): void {
        const first = at - (at % SECTOR_BYTES)
        for (let sector = first; sector < at + count; sector += SECTOR_BYTES) {
            this.spend(PAGE_BYTES)
            this.bytes.fill(0xff, sector, sector + SECTOR_BYTES)
        }
    }

    program(at: number, data: Uint8Array): void {
        for (let index = 0; index < data.length; index++) {
            this.spend(1)
            const address = at + index
            this.bytes[address]! &= data[index]!
            if (address === this.faults.corruptAt) this.bytes[address]! ^= 0x01
        }
    }

    private spend(bytes: number): void {
        this.programmed += bytes
        const limit = this.faults.powerLossAfterBytes
        if (limit !== undefined && this.programmed > limit) throw new PowerLost()
    }
}
