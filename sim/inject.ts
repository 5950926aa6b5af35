/** Makes a unit of the simulated pen fail, in the words of a scenario. `faulttable.ts` has the pairs that exist. */
import { CHAIN_FAULTS, type ChainUnit } from "./chain/units"
import type { FaultKind, FaultUnit } from "./faults"
import type { Pen } from "./pen"
import { PLANT_FAULTS, type PlantUnit } from "./plant/faults"

/** Pages of the marks (`docs/cartridge.md`). */
const MARKS_FROM = 0x40
const MARKS_TO = 0x80

/** A chip that can be told to fail. */
interface Fallible {
    fail(kind: FaultKind, value?: number, seed?: number): void
    heal(): void
}

/** Begins a fault. Throws for a pair that means nothing; scenarios are checked before they run. */
export function injectFault(pen: Pen, unit: FaultUnit, kind: FaultKind, value?: number): void {
    const { world } = pen
    const chip = chipOf(pen, unit)
    pen.faults.set(unit, kind)
    if (unit in CHAIN_FAULTS) world.chain.fail(unit as ChainUnit, kind)
    else if (unit === "cartridge" && kind === "short") world.wire.short(true)
    else if (unit === "cartridge" && failContents(pen, kind)) world.plant.wake()
    else if (unit === "strokeWitness" && kind === "intermittent") world.witnessMissesOf4 = 1
    else if (isMechanical(unit)) world.plant.fail(unit, kind, value)
    else if (unit === "i2c") pen.i2c.fault = kind as typeof pen.i2c.fault
    else if (unit === "spi") pen.spi.fault = kind as typeof pen.spi.fault
    else if (unit === "battery") world.plant.battery.fail(value)
    else if (chip) chip.fail(kind, value, pen.seed)
    else throw new Error(`${unit} is not part of this pen, or not fitted now`)
    world.plant.wake()
}

/** Ends every fault of a unit. */
export function healFault(pen: Pen, unit: FaultUnit): void {
    const { world } = pen
    pen.faults.delete(unit)
    if (unit in CHAIN_FAULTS) world.chain.heal(unit as ChainUnit)
    if (unit === "cartridge") {
        world.wire.short(false)
        pen.memoryStays = pen.disturbance.record = pen.disturbance.tag = false
    }
    if (unit === "strokeWitness") world.witnessMissesOf4 = 0
    if (isMechanical(unit)) world.plant.heal(unit)
    if (unit === "i2c") pen.i2c.fault = "none"
    if (unit === "spi") pen.spi.fault = "none"
    if (unit === "battery") world.plant.battery.heal()
    chipOf(pen, unit)?.heal()
    world.plant.wake()
}

/** What is wrong with what a cartridge holds, whichever is fitted. @returns false for any other kind. */
function failContents(pen: Pen, kind: FaultKind): boolean {
    if (kind === "stuck") pen.memoryStays = true
    else if (kind === "stuckHigh") pen.disturbance.record = true
    else if (kind === "stuckLow") pen.disturbance.tag = true
    else if (kind === "reset") pen.cartridge?.memory.fill(0xff, MARKS_FROM, MARKS_TO)
    else return false
    return true
}

function isMechanical(unit: FaultUnit): unit is PlantUnit {
    return unit in PLANT_FAULTS
}

function chipOf(pen: Pen, unit: FaultUnit): Fallible | undefined {
    const { world } = pen
    switch (unit) {
        case "motion":
        case "solenoid":
            return world.axis.unit === unit ? world.axis.chip : undefined
        case "drive":
        case "hall":
        case "bridge":
        case "fram":
        case "expander":
        case "depthKnob":
        case "rateKnob":
        case "rtc":
        case "gauge":
        case "leak":
            return world[unit]
        case "strokeWitness":
            return world.witness
        case "cartridge":
            return pen.cartridge
        default:
            return undefined
    }
}
