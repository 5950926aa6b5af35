/**
 * Where everything lies in the flash of a pen: the partition table of the stock runtime (devicescript-esp32,
 * `boards/partitions.csv` and `boards/esp32c3/arch.json`, facts in docs/flashing.md).
 */

/** Identifier of the chip in every image header (ESP-IDF, `esp_chip_id_t`). */
export const CHIP_ID_ESP32C3 = 5
export const CHIP_NAME = "ESP32-C3"

/** Least flash of a board, bytes: 4 MB (`boards/README.md`). */
export const FLASH_BYTES = 4 * 1024 * 1024
export const SECTOR_BYTES = 4096

export interface Region {
    readonly name: string
    readonly offset: number
    readonly sizeBytes: number
    /** Type and subtype in the partition table; what lies before the table has none. */
    readonly type?: readonly [number, number]
}

export const PARTITION_TABLE_OFFSET = 0x8000

export const BOARD_CONFIGURATION: Region = {
    name: "dcfg",
    offset: 0x9000,
    sizeBytes: 0x2000,
    type: [0x8a, 0x00],
}
export const RUNTIME: Region = {
    name: "factory",
    offset: 0x10000,
    sizeBytes: 1728 * 1024,
    type: [0x00, 0x00],
}
export const STORE: Region = {
    name: "fstor",
    offset: 0x1c0000,
    sizeBytes: 256 * 1024,
    type: [0x8a, 0x01],
}

/** Bytes of a factory image: from the start of flash to the end of the store. */
export const FACTORY_BYTES = STORE.offset + STORE.sizeBytes

/** Of `arch.json`, what the CLI needs to make a board's configuration. */
export const ARCHITECTURE = {
    name: CHIP_NAME,
    id: "esp32c3",
    dcfgOffset: "0x9000",
    binFlashOffset: 0,
    flashPageSize: SECTOR_BYTES,
    fstorPages: STORE.sizeBytes / SECTOR_BYTES,
    fstorOffset: "0x1c0000",
    pins: {
        analogIn: "0-4",
        bootUart: "20,21",
        io: "0-10,bootUart",
        boot: "2,8,9",
        flash: "11-17",
        usb: "18,19",
        debug: "4-7",
    },
} as const
