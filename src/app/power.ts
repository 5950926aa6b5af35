/** What the pen knows of its battery. */
import { takeCharge } from "../core/battery"
import { Inhibit } from "../core/inhibit"
import { RESERVE_PERCENT } from "../core/limits"
import { type Pen } from "./pen"

/** Asks the gauge. @returns whether the interlock has judged the battery as it is now. */
export function batteryAsItWas(pen: Pen): boolean {
    const gauge = pen.devices.gauge
    const inputs = pen.inputs
    gauge.poll()
    takeCharge(pen.monitor, inputs, gauge.packMv, gauge.percent)
    const low = (pen.lock.inhibits & Inhibit.BatteryLow) !== 0
    return inputs.batteryPercent < RESERVE_PERCENT === low
}
