/** Entry point of the solenoid variant: wiring only. */
import "./app/names"
import "./app/ballast"
import { pins } from "@dsboard/pen_solenoid"
import { SolenoidActuator } from "./actuator/solenoid"
import { Application } from "./app/application"
import { MemoryMap } from "./app/memorymap"
import { Pen } from "./app/pen"
import { Max22200a, PEN_COIL } from "./drivers/max22200a"
import { openCoil, openHardware } from "./hal/native"

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
const coil = openCoil(wires, pins.CMD)
const hardware = openHardware(wires)
const chip = new Max22200a(coil, hardware.clock, PEN_COIL)
const places = [MemoryMap.SolenoidMapA, MemoryMap.SolenoidMapB, MemoryMap.CoilHeat]
const actuator = new SolenoidActuator(chip, hardware.strokeSafe, hardware.clock, places)
await new Application(new Pen(hardware, actuator)).run()
