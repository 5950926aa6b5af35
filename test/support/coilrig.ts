/** The coil chip on virtual time and its driver, nothing between them. */
import { expect } from "vitest"
import { Max22200a as Max22200aModel, type Max22200aOptions } from "../../sim/chips/max22200a"
import { Clock } from "../../sim/clock"
import { Result } from "../../src/drivers/errors"
import { Max22200a, PEN_COIL } from "../../src/drivers/max22200a"
import { HostCommandSpi } from "./commandspi"
import { HostClock } from "./hostbus"

/** Milliamperes of one code. */
export const codeMa = 625 / 128

export function newCoil(options: Max22200aOptions = {}, channel: number = PEN_COIL) {
    const clock = new Clock()
    const spi = new HostCommandSpi(clock)
    const pins = { supplyMv: 7400, coilMa: 0 }
    const chip = new Max22200aModel(
        clock,
        {
            command: () => spi.commandLevel,
            supplyMv: () => pins.supplyMv,
            coilMa: () => pins.coilMa,
        },
        options
    )
    spi.connect(chip)
    const coil = new Max22200a(spi, new HostClock(clock), channel)
    chip.power(true)
    chip.enable(true)
    return { clock, spi, pins, chip, coil }
}

export type CoilRig = ReturnType<typeof newCoil>

/** Configured, off, and everything permitted. */
export async function readyCoil(options: Max22200aOptions = {}, channel: number = PEN_COIL) {
    const rig = newCoil(options, channel)
    await rig.coil.init()
    rig.coil.ceilingCode = 126
    return rig
}

/** Holding code 60. */
export async function holdingCoil(options: Max22200aOptions = {}) {
    const rig = await readyCoil(options)
    expect(await rig.coil.setCodes(60, 60, 10)).toBe(Result.Done)
    expect(await rig.coil.on()).toBe(Result.Done)
    rig.pins.coilMa = rig.chip.targetMa
    pass(rig, 20_000)
    return rig
}

/** Time passes for chip and coil. */
export function pass(rig: CoilRig, us: number): void {
    for (let passed = 0; passed < us; passed += 100) {
        rig.clock.advanceBy(100)
        rig.chip.step(100)
    }
}

export async function pollFor(rig: CoilRig, ticks: number): Promise<number[]> {
    const results: number[] = []
    for (let index = 0; index < ticks; index++) {
        pass(rig, 10_000)
        results.push(await rig.coil.poll())
    }
    return results
}
