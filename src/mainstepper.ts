/** Entry point of the stepper variant: wiring only. */
import "./app/names"
import "./app/ballast"
import { pins } from "@dsboard/pen_stepper"
import { StepperActuator } from "./actuator/stepper"
import { Application } from "./app/application"
import { Pen } from "./app/pen"
import { Tmc5240 } from "./drivers/tmc5240"
import { PEN_MOTION } from "./drivers/tmc5240configuration"
import { openHardware, openMotion } from "./hal/native"

const wires = {
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
}
const motion = openMotion(wires)
const hardware = openHardware(wires)
const chip = new Tmc5240(motion, hardware.clock, PEN_MOTION)
await new Application(new Pen(hardware, new StepperActuator(chip))).run()
