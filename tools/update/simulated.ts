/** The simulated pen of the command line: its flash and its memory outlive the command, as a real pen's do. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Variant } from "../../sim/faults"
import { Pen } from "../../sim/pen"
import { bytecodeOf } from "../variants"
import { SimPort } from "../bus/simport"

/** Until self-test and homing have ended. */
const START_MS = 3_000

export class SimulatedPen {
    private constructor(
        readonly port: SimPort,
        private readonly pen: Pen,
        private readonly folder: string
    ) {}

    /** Switches it on; a new one has the program that these sources make. */
    static async start(parent: string, variant: Variant): Promise<SimulatedPen> {
        const folder = join(parent, `simulated-${variant}`)
        const { bytecode } = await bytecodeOf(variant, "--sim")
        const pen = await Pen.make({ seed: 1, variant, bytecode })
        const flash = join(folder, "flash.bin")
        if (existsSync(flash)) pen.mcu.loadFlash(readFileSync(flash))
        const memory = join(folder, "memory.bin")
        if (existsSync(memory)) pen.memory.set(readFileSync(memory))
        pen.powerOn()
        pen.runUntil(START_MS)
        return new SimulatedPen(new SimPort(pen), pen, folder)
    }

    /** Writes down what the pen holds at this moment. */
    keep(): void {
        mkdirSync(this.folder, { recursive: true })
        writeFileSync(join(this.folder, "flash.bin"), this.pen.mcu.readFlash())
        writeFileSync(join(this.folder, "memory.bin"), this.pen.memory)
    }
}
