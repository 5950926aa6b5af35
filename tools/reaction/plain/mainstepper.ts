/**
 * The program that the pen is compared with: what one writes first. It starts the motor when the trigger is pressed,
 * and looks every 100 ms, as `pin.subscribe` of the runtime does, whether something ought to stop it. Nothing else
 * does: the pen that it runs in has no safety chain, and the program's own pin is the motor's only enable.
 */
import { pins } from "@dsboard/pen_stepper"
import { As5600l } from "../../../src/drivers/as5600l"
import {
    Drv8214Config0,
    Drv8214Config3,
    Drv8214Config4,
    Drv8214Fault,
} from "../../../src/drivers/drv8214.regs"
import { Drv8214RcCtrl0, Drv8214Register } from "../../../src/drivers/drv8214.regs"
import { driveTable, PEN_DRIVE } from "../../../src/drivers/drv8214configuration"
import { Tmag5273 } from "../../../src/drivers/tmag5273"
import { InputBit } from "../../../src/hal/bus"
import { openHardware } from "../../../src/hal/native"
import { DEPTH_SCALE, setting } from "../../../src/panel/knob"

/** Period of the runtime's own polling of pins. */
const POLL_MS = 100
const DRIVE_ADDRESS = 0x30
const KNOB_ADDRESS = 0x40
/** 117 strokes a second: 6 ripples each, in steps of 32 rad/s. */
const SPEED = 138
/** The cartridge goes to 1.50 mm. */
const DEPTH_UM_MAX = 1500
/** Field of 100 µm of carriage. */
const FIELD_STEP = 2048

const hardware = openHardware({
    life: pins.LIFE,
    arm: pins.ARM,
    depthSelect: pins.CS_DEPTH,
    strokeSafe: pins.STROKE_OK,
    latch: pins.LATCH,
    trigger: pins.TRIGGER,
    lamp: pins.LAMP,
    miso: pins.MISO,
    mosi: pins.MOSI,
    sck: pins.SCK,
})
const { i2c, clock, arm, inputs } = hardware
const command = Buffer.alloc(2)
const pointer = Buffer.alloc(1)
const reply = Buffer.alloc(1)
const knob = new As5600l(i2c, KNOB_ADDRESS)
const field = new Tmag5273(i2c)

function write(register: number, value: number): void {
    command[0] = register
    command[1] = value
    i2c.xfer(DRIVE_ADDRESS, command)
}

async function start(): Promise<void> {
    arm.write(1)
    await clock.sleep(2)
    const table = driveTable(PEN_DRIVE)
    for (let i = 0; i < table.length; i += 2) {
        let value = table[i + 1]
        if (table[i] === Drv8214Register.CONFIG3) value |= Drv8214Config3.SMODE
        if (table[i] === Drv8214Register.RC_CTRL0) value &= ~Drv8214RcCtrl0.RC_HIZ
        if (table[i] === Drv8214Register.REG_CTRL1) value = SPEED
        write(table[i], value)
    }
    write(Drv8214Register.CONFIG0, Drv8214Config0.CLR_FLT)
    const forward = Drv8214Config4.PMODE | Drv8214Config4.I2C_BC | Drv8214Config4.I2C_EN_IN1
    write(Drv8214Register.CONFIG4, forward)
    write(Drv8214Register.CONFIG0, Drv8214Config0.EN_OUT | Drv8214Config0.EN_STALL)
}

/** The cartridge is seated and the trigger is down. */
function isAsked(): boolean {
    const levels = inputs.read()
    return (levels & InputBit.Latch) !== 0 && (levels & InputBit.Trigger) === 0
}

function mustStop(homeRaw: number): boolean {
    if (!isAsked()) return true
    knob.poll()
    field.poll()
    const away = field.raw - homeRaw
    if (away > FIELD_STEP || away < -FIELD_STEP) return true
    pointer[0] = Drv8214Register.FAULT
    i2c.xfer(DRIVE_ADDRESS, pointer, reply)
    if ((reply[0] & Drv8214Fault.STALL) !== 0) return true
    return setting(DEPTH_SCALE, knob.raw, -1) > DEPTH_UM_MAX
}

knob.init()
field.init()
let running = false
let homeRaw = 0
while (true) {
    await clock.sleep(POLL_MS)
    if (running && mustStop(homeRaw)) {
        arm.write(0)
        running = false
    } else if (!running && isAsked()) {
        field.poll()
        homeRaw = field.raw
        running = true
        await start()
    }
}
