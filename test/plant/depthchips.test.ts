/** The plant between the real models of motion chip and depth sensor: every way in which silicon ends a motion. */
import { describe, expect, test } from "vitest"
import { Tmag5273 } from "../../sim/chips/tmag5273"
import { Tmc5240 } from "../../sim/chips/tmc5240"
import { Random } from "../../sim/random"
import { Plant } from "../../sim/plant/plant"
import {
    Tmc5240Chopconf as Chopconf,
    Tmc5240RampStat as RampStat,
    Tmc5240Register as Register,
    Tmc5240SwMode as SwMode,
} from "../../src/drivers/tmc5240.regs"
import { transfer } from "../chips/i2cmaster"
import { ChainRig } from "../chain/chainrig"

const USTEPS_PER_MM = 10_240
/** 20 mm/s and 1,000 mm/s² in counts of f_CLK / 2^24 and f_CLK² / 2^41. */
const FAST = Math.round((20 * USTEPS_PER_MM * 2 ** 24) / 12.5e6)
const ACCELERATION = Math.round((1_000 * USTEPS_PER_MM * 2 ** 41) / 12.5e6 ** 2)
/** 0.5 mm/s. */
const SLOW = Math.round((0.5 * USTEPS_PER_MM * 2 ** 24) / 12.5e6)

class DepthRig extends ChainRig {
    readonly motion: Tmc5240
    readonly sensor: Tmag5273
    readonly plant: Plant

    constructor(seed: number) {
        super(seed)
        const { chain, clock } = this
        this.motion = new Tmc5240(clock, {
            enabled: () => !chain.drvEnn.high,
            left: () => this.plant.referenceClosed,
            right: () => chain.refr.high,
        })
        this.sensor = new Tmag5273(clock, { fieldMt: () => this.plant.fieldMt() })
        this.sensor.interrupt.onEdge(level => chain.threshold.set(level === 0))
        chain.rail.onEdge(level => this.motion.power(level === 1))
        const drive = { step: () => undefined, bridge: "coast" as const, appliedMv: 0 }
        this.plant = new Plant(clock, new Random(seed, "plant"), {
            motion: this.motion,
            drive,
            chain,
            witness: () => undefined,
            onSense: () => this.sensor.convertIfDue(),
        })
        this.plant.insert({ tipOffsetUm: 0, needles: 12 })
        this.ready()
        this.write(Register.CHOPCONF, Chopconf.RESET_VALUE | 3)
        this.write(Register.VMAX, FAST)
        this.write(Register.AMAX, ACCELERATION)
        this.write(Register.DMAX, ACCELERATION)
    }

    write(register: number, value: number): void {
        this.frame(register | 0x80, value)
    }

    read(register: number): number {
        this.frame(register, 0)
        return this.frame(register, 0)
    }

    moveBy(um: number): void {
        const target = (this.read(Register.XACTUAL) | 0) + Math.round((um * USTEPS_PER_MM) / 1_000)
        this.write(Register.XTARGET, target)
    }

    private frame(address: number, value: number): number {
        this.motion.select()
        const bytes = [address, value >>> 24, value >>> 16, value >>> 8, value]
        const reply = bytes.map(byte => this.motion.exchange(byte & 0xff))
        this.motion.deselect()
        return reply.slice(1).reduce((word, byte) => word * 256 + byte, 0)
    }
}

describe("plant with motion chip and depth sensor", () => {
    test("motion: 1 mm outward: the carriage goes 1 mm within pitch and load angle", () => {
        for (let seed = 1; seed <= 20; seed++) {
            const rig = new DepthRig(seed)
            const fromUm = rig.plant.carriageUm
            rig.moveBy(1_000)
            rig.wait(150)
            expect(Math.abs(rig.plant.carriageUm - fromUm - 1_000)).toBeLessThan(5)
        }
    })

    test("motion: homing out of the reference switch at 0.5 mm/s: latched within 1 um of its edge", () => {
        for (let seed = 1; seed <= 20; seed++) {
            const rig = new DepthRig(seed)
            rig.write(Register.SW_MODE, SwMode.STOP_L_ENABLE)
            rig.moveBy(-1_000)
            rig.wait(200)
            expect(rig.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_L).not.toBe(0)
            expect(rig.plant.referenceClosed).toBe(true)
            expect(rig.plant.carriageUm).toBeGreaterThan(rig.plant.parameters.referenceUm - 6)
            rig.write(Register.SW_MODE, SwMode.LATCH_L_INACTIVE)
            rig.write(Register.VMAX, SLOW)
            rig.moveBy(60)
            rig.wait(200)
            const latched = rig.read(Register.XLATCH) | 0
            const pastUm = (((rig.read(Register.XACTUAL) | 0) - latched) * 1_000) / USTEPS_PER_MM
            const { referenceUm, referenceHysteresisUm } = rig.plant.parameters
            const edgeUm = referenceUm + referenceHysteresisUm
            expect(Math.abs(rig.plant.carriageUm - pastUm - edgeUm)).toBeLessThan(1)
        }
    })

    test("motion: commanded to 3.2 mm, 20 pens: the comparator's stop line ends it below 2,640 um", () => {
        for (let seed = 1; seed <= 20; seed++) {
            const rig = new DepthRig(seed)
            rig.write(Register.SW_MODE, SwMode.STOP_R_ENABLE)
            rig.moveBy(3_200 - rig.plant.carriageUm)
            rig.wait(400)
            expect(rig.plant.carriageUm).toBeGreaterThan(2_570)
            expect(rig.plant.carriageUm).toBeLessThan(2_640)
            // Retraction stays possible.
            rig.moveBy(-500)
            rig.wait(200)
            expect(rig.plant.carriageUm).toBeLessThan(2_140)
        }
    })

    test("PEN-SAF-02: motion: nut slips 300 um: the sensor's threshold clears the latch by 30 um past it", () => {
        for (let seed = 1; seed <= 20; seed++) {
            const rig = new DepthRig(seed)
            rig.moveBy(1_000 - rig.plant.carriageUm)
            rig.wait(200)
            const [atUm, limitMt] = [1_100, rig.plant.magnetCalibration([1_100])[0]!]
            const code = Math.max(1, Math.ceil((limitMt / 40) * 128))
            const tripUm = atUm + 15
            // X alone, averaged 8 times, continuous; threshold on the INT pin, latched.
            transfer(rig.sensor, [0x00, 0x0c])
            transfer(rig.sensor, [0x02, 0x10, 0x00, code])
            transfer(rig.sensor, [0x08, 0x44])
            transfer(rig.sensor, [0x01, 0x02])
            rig.chain.arm.set(1)
            rig.wait(10)
            expect(rig.chain.strokeSafe.value).toBe(1)
            let clearedUm = Infinity
            rig.chain.strokeSafe.onEdge(() => (clearedUm = rig.plant.carriageUm))
            rig.plant.fail("leadScrew", "wrong", 300)
            rig.wait(50)
            expect(clearedUm).toBeGreaterThan(1_050)
            expect(clearedUm).toBeLessThan(tripUm + 15)
        }
    })

    test("motion: LIFE dead while it moves: the carriage is where it was when ALIVE fell", () => {
        const rig = new DepthRig(3)
        rig.write(Register.VMAX, SLOW * 4)
        rig.moveBy(2_500)
        rig.die()
        let stoppedUm = NaN
        rig.chain.alive.onEdge(() => (stoppedUm = rig.plant.carriageUm))
        rig.wait(1_000)
        expect(Math.abs(rig.plant.carriageUm - stoppedUm)).toBeLessThan(1)
    })
})
