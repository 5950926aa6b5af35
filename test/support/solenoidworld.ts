/** Every simulated part of a solenoid pen but the controller, whose pins and frames are in the hands of a test. */
import { Clock } from "../../sim/clock"
import type { FixedParameters } from "../../sim/plant/plant"
import { provision, provisionSolenoid } from "../../sim/provision"
import { World } from "../../sim/wiring"
import { CalibrationReason, SLOT_BYTES } from "../../src/core/slot"
import { decodeMapSlots, newSolenoidMap, type SolenoidMap } from "../../src/core/solenoidmap"
import {
    Max22200aCommand as Command,
    Max22200aConfig as Config,
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
} from "../../src/drivers/max22200a.regs"
import { transfer } from "../chips/i2cmaster"

/** 50 kHz, as the program configures it. */
const CHANNEL = 2 << Config.FREQ_CFG_SHIFT
const MEMORY_BYTES = 131_072
/** The depth sensor: ±40 mT, a threshold of 7 bits and a sign. */
const RANGE_MT = 40
const THRESHOLD_STEPS = 128

export class SolenoidWorld {
    readonly clock = new Clock()
    readonly world: World
    readonly map: SolenoidMap = newSolenoidMap()
    highestUm = -Infinity
    /** STATUS[7:0], the answer to the last command. */
    flags = 0

    constructor(seed: number, plant: FixedParameters = {}) {
        const memory = new Uint8Array(MEMORY_BYTES)
        this.world = new World(this.clock, { seed, variant: "solenoid", memory, plant })
        provision(memory, this.world.plant, "good")
        provisionSolenoid(memory, this.world.plant.solenoid, "good")
        const slots = [0x80, 0xc0].map(at => memory.subarray(at, at + SLOT_BYTES))
        if (decodeMapSlots(slots[0]!, slots[1]!, this.map) !== CalibrationReason.Good)
            throw new Error("the factory's map of the solenoid is not good")
    }

    get carriageUm(): number {
        return this.world.plant.carriageUm
    }

    /** Battery in, cartridge in, program alive, permitted, chip configured with no current. */
    permitted(): this {
        const { world } = this
        world.power(true)
        world.plant.insert({ tipOffsetUm: 0, needles: 12 })
        const live = (): void => {
            world.chain.life.set(!world.chain.life.high)
            this.clock.after(10_000, live)
        }
        live()
        this.wait(300)
        world.chain.arm.set(1)
        this.wait(5)
        this.configure()
        return this
    }

    /** Wakes the chip as its programming procedure says. */
    configure(): void {
        this.read(Register.STATUS)
        this.write(Register.STATUS, Flag.ACTIVE)
        this.write(Register.CFG_CH0, CHANNEL)
        this.wait(3)
        this.read(Register.STATUS)
    }

    /** A HOLD code, current on, and time to settle. */
    hold(code: number, ms = 150): this {
        this.write(Register.CFG_CH0, CHANNEL | (code << Config.HOLD_SHIFT))
        this.writeByte(Register.STATUS, 1)
        this.wait(ms)
        return this
    }

    /** The depth sensor converts X all the time; its threshold stands at a place of the carriage. */
    threshold(um: number): void {
        const mt = this.world.plant.magnetCalibration([um])[0]!
        const code = Math.ceil((mt / RANGE_MT) * THRESHOLD_STEPS) & 0xff
        // X alone, averaged 8 times, continuous; threshold on the INT pin, latched.
        transfer(this.world.hall, [0x00, 0x0c])
        transfer(this.world.hall, [0x02, 0x10, 0x00, code])
        transfer(this.world.hall, [0x08, 0x44])
        transfer(this.world.hall, [0x01, 0x02])
    }

    wait(ms: number): void {
        for (let left = Math.round(ms * 1_000); left > 0; left -= 100) {
            this.clock.advanceBy(Math.min(100, left))
            this.highestUm = Math.max(this.highestUm, this.carriageUm)
        }
    }

    read(register: number): number {
        this.tell(register << Command.ADDRESS_SHIFT)
        return this.frame([0, 0, 0, 0]).reduce((word, byte) => word * 256 + byte, 0)
    }

    private write(register: number, word: number): void {
        this.tell(Command.WRITE | (register << Command.ADDRESS_SHIFT))
        this.frame([word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24])
    }

    private writeByte(register: number, byte: number): void {
        this.tell(Command.WRITE | (register << Command.ADDRESS_SHIFT) | Command.SHORT)
        this.frame([byte])
    }

    private tell(command: number): void {
        this.world.axis.command.set(1)
        this.flags = this.frame([command])[0]!
        this.world.axis.command.set(0)
    }

    private frame(bytes: readonly number[]): number[] {
        const chip = this.world.solenoid
        chip.select()
        const reply = bytes.map(byte => chip.exchange(byte))
        chip.deselect()
        return reply
    }
}
