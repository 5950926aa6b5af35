/** Entry point of the stepper variant: wiring only. */
import { pins } from "@dsboard/pen_stepper"
import { StepperActuator } from "./actuator/stepper"
import { Application } from "./app/application"
import { Pen } from "./app/pen"
import { TICK_MS } from "./core/limits"
import { Tmc5240 } from "./drivers/tmc5240"
import { PEN_MOTION } from "./drivers/tmc5240configuration"
import { openHardware } from "./hal/native"

/**
 * Keeps most of the heap occupied: every allocation fills the whole free block behind it, which costs 0.1 to 0.2 ms
 * a call on an empty heap. The program needs 22 KB of 64; this leaves it as much again.
 */
const BALLAST_BYTES = 24576
const ballast = Buffer.alloc(BALLAST_BYTES)
ballast[0] = 1

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
const motion = new Tmc5240(hardware.motion, hardware.clock, PEN_MOTION)
await new Application(new Pen(hardware, new StepperActuator(motion, TICK_MS))).run()
