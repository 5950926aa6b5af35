import * as ds from "@devicescript/core"
import { pins } from "@dsboard/pen_stepper"
import { openHardware } from "./hal/native"

const hardware = openHardware({
    life: pins.LIFE,
    arm: pins.ARM,
    motionSelect: pins.CS_MOTION,
    strokeSafe: pins.STROKE_SAFE,
    latch: pins.LATCH,
    trigger: pins.TRIGGER,
    lamp: pins.LAMP,
    miso: pins.MISO,
    mosi: pins.MOSI,
    sck: pins.SCK,
})
const tx = Buffer.alloc(5)
const rx = Buffer.alloc(5)
let n = 0
while (n++ < 5) {
    hardware.life.write(n & 1)
    const t = ds.millis()
    const s = hardware.i2c.xfer(0x22, tx, rx)
    await hardware.motion.transfer(tx, rx)
    console.log("t", t, s, rx[0], hardware.latch.read())
    await hardware.clock.sleep(2)
}
