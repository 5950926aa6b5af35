/** The chips of a pen on its I2C bus: built once, touched by nobody before the self-test does. */
import { As5600l } from "../drivers/as5600l"
import { Drv8214 } from "../drivers/drv8214"
import { PEN_DRIVE } from "../drivers/drv8214configuration"
import { Ds2431 } from "../drivers/ds2431"
import { Ds2484 } from "../drivers/ds2484"
import { Max17049 } from "../drivers/max17049"
import { Mb85rc1m } from "../drivers/mb85rc1m"
import { Pca9555 } from "../drivers/pca9555"
import { RomWatch } from "../drivers/romwatch"
import { Rv3028 } from "../drivers/rv3028"
import { S35770 } from "../drivers/s35770"
import { Tmag5273 } from "../drivers/tmag5273"
import { type I2c } from "../hal/bus"

const DRIVE_ADDRESS = 0x30
const DEPTH_KNOB_ADDRESS = 0x40
const RATE_KNOB_ADDRESS = 0x41

export class Devices {
    readonly expander: Pca9555
    readonly memory: Mb85rc1m
    readonly clock: Rv3028
    readonly gauge: Max17049
    readonly field: Tmag5273
    readonly drive: Drv8214
    readonly witness: S35770
    readonly bridge: Ds2484
    readonly cartridge: Ds2431
    readonly romWatch: RomWatch
    readonly depthKnob: As5600l
    readonly rateKnob: As5600l

    constructor(bus: I2c) {
        this.expander = new Pca9555(bus)
        this.memory = new Mb85rc1m(bus)
        this.clock = new Rv3028(bus)
        this.gauge = new Max17049(bus)
        this.field = new Tmag5273(bus)
        this.drive = new Drv8214(bus, DRIVE_ADDRESS, PEN_DRIVE)
        this.witness = new S35770(bus)
        this.bridge = new Ds2484(bus)
        this.cartridge = new Ds2431(this.bridge)
        this.romWatch = new RomWatch(bus)
        this.depthKnob = new As5600l(bus, DEPTH_KNOB_ADDRESS)
        this.rateKnob = new As5600l(bus, RATE_KNOB_ADDRESS)
    }
}

/** How many calls of `initDevice` there are. */
export const DEVICE_COUNT = 7

/**
 * Initialises one chip; one call per tick. The memory first, because it tells whether the needles may be out
 * (PEN-SAF-16); then the panel, so that a person is heard. The needle drive is asleep until Arming. Throws DriverError.
 */
export function initDevice(devices: Devices, index: number): void {
    switch (index) {
        case 0:
            devices.memory.init()
            break
        case 1:
            devices.expander.init()
            break
        case 2:
            devices.depthKnob.init()
            break
        case 3:
            devices.rateKnob.init()
            break
        case 4:
            devices.bridge.init()
            // Whatever was under way on its line has ended with its reset.
            devices.romWatch.restart()
            break
        case 5:
            devices.field.init()
            break
        default:
            devices.witness.init()
    }
}
