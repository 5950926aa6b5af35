import { beforeAll, describe, expect, test } from "vitest"
import { Vm } from "../../sim/vm"
import { boardConfiguration } from "../../tools/release/boardconfiguration"
import { checkPartitions, readImage } from "../../tools/release/espimage"
import { factoryImage } from "../../tools/release/factory"
import { FACTORY_BYTES, RUNTIME, STORE } from "../../tools/release/layout"
import { programBytesMax, storeImage } from "../../tools/release/store"
import { bytecodeOf } from "../support/bytecode"
import { fakeRuntime } from "../support/fakeruntime"

/** Boots the stock runtime on a flash image for `forMs` and gives its log. */
async function bootOn(image: Uint8Array, forMs: number): Promise<{ log: string[]; vm: Vm }> {
    const log: string[] = []
    let nowMs = 0
    const vm = await Vm.load({
        nowMs: () => nowMs,
        random: count => new Uint8Array(count).fill(1),
        mailbox: () => -1,
        log: line => log.push(line),
        panic: () => undefined,
    })
    vm.loadFlash(image)
    vm.boot()
    for (; nowMs < forMs; nowMs += 10) vm.process()
    return { log, vm }
}

describe("store image", () => {
    test.each(["stepper", "solenoid"] as const)(
        "store image: %s: the runtime mounts it, runs the program and changes no byte",
        async variant => {
            const image = storeImage(bytecodeOf[variant])
            const { log, vm } = await bootOn(image, 1180)
            expect(log.filter(line => /formatting|mount failure/.test(line))).toEqual([])
            expect(log.some(line => line.startsWith("* start: dermalock"))).toBe(true)
            expect(Buffer.from(vm.readFlash()).equals(image)).toBe(true)
        }
    )

    test("store image: the largest program: fits; 32 bytes more: refused with both sizes", () => {
        const most = programBytesMax()
        expect(most).toBe(225_152)
        expect(storeImage(new Uint8Array(most))).toHaveLength(STORE.sizeBytes)
        expect(() => storeImage(new Uint8Array(most + 32))).toThrow(
            "the store holds 225152 bytes, this program has 225184"
        )
    })

    test("store image: a program of 33 bytes: refused, as the runtime would", () => {
        expect(() => storeImage(new Uint8Array(33))).toThrow("a multiple of 32 bytes")
    })
})

describe("board configuration", () => {
    test.each([
        ["pen_stepper", 0x3d5a1c01],
        ["pen_solenoid", 0x3d5a1c02],
    ])("board configuration: %s: carries its product and its pins", async (board, product) => {
        const bytes = Buffer.from(await boardConfiguration(board))
        expect(bytes.subarray(0, 4).toString("latin1")).toBe("DCFG")
        expect(valueOf(bytes, "productId")).toBe(product)
        expect(valueOf(bytes, "pins.STROKE_OK")).toBe(7)
        expect([valueOf(bytes, "sPin.ARM"), valueOf(bytes, "sPin.CS_DEPTH")]).toEqual([0, 1])
    })
})

/** The number behind a key: 16 bytes of key, a hash, type and size, then the value (dcfg_entry_t). */
function valueOf(configuration: Buffer, key: string): number {
    return configuration.readUInt32LE(configuration.indexOf(`${key}\0`, 0, "latin1") + 20)
}

describe("factory image", () => {
    const runtime = fakeRuntime()
    let image: Uint8Array
    beforeAll(async () => {
        const configuration = await boardConfiguration("pen_stepper")
        image = factoryImage(runtime, configuration, storeImage(bytecodeOf.stepper))
    })

    test("factory image: bootloader, partitions and runtime: as the runtime image has them", () => {
        expect(image).toHaveLength(FACTORY_BYTES)
        expect(readImage(image, 0, "bootloader").chipId).toBe(5)
        expect(readImage(image, RUNTIME.offset, "runtime").version).toBe("v2.16.1")
        expect(() => checkPartitions(image)).not.toThrow()
    })

    test("factory image: its store: starts the program in the stock runtime", async () => {
        const { log } = await bootOn(image.slice(STORE.offset), 1180)
        expect(log.some(line => line.startsWith("* start: dermalock"))).toBe(true)
    })

    test("factory image: its configuration: lies where the runtime looks", () => {
        expect(Buffer.from(image.subarray(0x9000, 0x9004)).toString()).toBe("DCFG")
    })
})

describe("image of an ESP32-C3", () => {
    const whole = fakeRuntime()
    test.each([
        [
            "no image at all",
            new Uint8Array(100),
            "an image that starts with 0xe9 at 0x0, found none",
        ],
        ["another chip", fakeRuntime({ chipId: 9 }), "(chip 5), found one for chip 9"],
        ["a file that was cut", whole.slice(0, 500), "found one that is cut off after 500 bytes"],
        ["a flipped bit", flipped(whole, 100), "bootloader: expected checksum"],
        ["a flipped header", flipped(whole, 3), "its own SHA-256 behind it, found another"],
    ])("image: %s: refused in words", (_what, bytes, expected) => {
        expect(() => readImage(bytes, 0, "bootloader")).toThrow(expected)
    })

    test("image: a smaller store partition: refused with both", () => {
        const expected =
            "partition fstor: expected offset+size 0x1c0000+262144, found 0x1c0000+131072"
        expect(() => checkPartitions(fakeRuntime({ storeSizeBytes: 0x20000 }))).toThrow(expected)
    })
})

function flipped(bytes: Uint8Array, at: number): Uint8Array {
    const copy = bytes.slice()
    copy[at]! ^= 1
    return copy
}
