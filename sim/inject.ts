/** Makes a unit of the simulated pen fail, in the words of a scenario. `faulttable.ts` has the pairs that exist. */
import type { ChainUnit } from "./chain/units"
import { CHAIN_FAULTS } from "./chain/units"
import type { FaultKind, FaultUnit } from "./faults"
import type { Pen } from "./pen"

type I2cUnit = "hall" | "bridge" | "fram" | "expander"

/** Throws for a pair that means nothing; scenarios are checked before they run. */
export function injectFault(pen: Pen, unit: FaultUnit, kind: FaultKind, value?: number): void {
    const { world } = pen
    if (unit in CHAIN_FAULTS) {
        world.chain.fail(unit as ChainUnit, kind)
        return
    }
    switch (unit) {
        case "motion":
            world.motion.fail(kind, value, pen.seed)
            world.plant.wake()
            return
        case "drive":
            world.drive.fail(kind, value, pen.seed)
            world.plant.wake()
            return
        case "hall":
        case "bridge":
        case "fram":
        case "expander":
            world[unit satisfies I2cUnit].fail(kind, value, pen.seed)
            return
        case "cartridge":
            failCartridge(pen, kind)
            return
        case "strokeWitness":
            if (kind === "intermittent") world.witnessMissesOf4 = 1
            else world.witness.fail(kind, value)
            return
        case "leadScrew":
        case "motor":
            world.plant.fail(unit, kind, value)
            return
        case "i2c":
            pen.i2c.fault = kind as typeof pen.i2c.fault
            return
        case "spi":
            pen.spi.fault = kind as typeof pen.spi.fault
            return
        default:
            throw new Error(`${unit} is not part of this pen`)
    }
}

/** Ends every fault of a unit. */
export function healFault(pen: Pen, unit: FaultUnit): void {
    const { world } = pen
    if (unit in CHAIN_FAULTS) {
        world.chain.heal(unit as ChainUnit)
        return
    }
    switch (unit) {
        case "motion":
        case "drive":
            world[unit].heal()
            world.plant.wake()
            return
        case "hall":
        case "bridge":
        case "fram":
        case "expander":
            world[unit].heal()
            return
        case "cartridge":
            pen.cartridge?.heal()
            world.wire.short(false)
            return
        case "strokeWitness":
            world.witnessMissesOf4 = 0
            world.witness.heal()
            return
        case "leadScrew":
        case "motor":
            world.plant.heal(unit)
            return
        case "i2c":
            pen.i2c.fault = "none"
            return
        case "spi":
            pen.spi.fault = "none"
            return
        default:
            throw new Error(`${unit} is not part of this pen`)
    }
}

function failCartridge(pen: Pen, kind: FaultKind): void {
    if (kind === "short") pen.world.wire.short(true)
    else if (pen.cartridge) pen.cartridge.fail(kind, 1, pen.seed)
    else throw new Error("cartridge: none is fitted to fail")
}
