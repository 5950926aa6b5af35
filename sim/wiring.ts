/** The board as wires: which chip and which pin meets which, as `boards/README.md` says. */
import { As5600l } from "./chips/as5600l"
import { Drv8214 } from "./chips/drv8214"
import { Ds2484 } from "./chips/ds2484"
import type { I2cChip } from "./chips/i2cchip"
import { Max17049 } from "./chips/max17049"
import { Mb85rc1m } from "./chips/mb85rc1m"
import { OneWire } from "./chips/onewire"
import { Pca9555 } from "./chips/pca9555"
import { Rv3028 } from "./chips/rv3028"
import { S35770 } from "./chips/s35770"
import { Tmag5273 } from "./chips/tmag5273"
import type { Max22200a } from "./chips/max22200a"
import type { Tmc5240 } from "./chips/tmc5240"
import { Chain, type ChainOptions } from "./chain/chain"
import type { Clock } from "./clock"
import { type DepthAxis, SolenoidAxis, StepperAxis } from "./depthaxis"
import type { Variant } from "./faults"
import { Panel } from "./panel"
import { LeakElectrode } from "./plant/leak"
import { type FixedParameters, Plant } from "./plant/plant"
import { RIPPLES_PER_REVOLUTION } from "./plant/motor"
import type { Crossing } from "./plant/strokes"
import { Random } from "./random"

const EXPANDER_CAP_TEST = 1 << 11

export interface WorldOptions {
    /** Default: stepper. */
    readonly variant?: Variant
    readonly seed: number
    /** FRAM contents at power-on; written by the firmware. */
    readonly memory: Uint8Array
    readonly chain?: ChainOptions
    readonly plant?: FixedParameters
    readonly onStroke?: (crossing: Crossing) => void
}

/** Every simulated part but the controller. */
export class World {
    readonly panel = new Panel()
    readonly wire = new OneWire()
    readonly leak = new LeakElectrode()
    readonly chain: Chain
    readonly plant: Plant
    /** The depth actuator, by variant. */
    readonly axis: DepthAxis
    readonly drive: Drv8214
    readonly hall: Tmag5273
    readonly bridge: Ds2484
    readonly expander: Pca9555
    readonly witness: S35770
    readonly fram: Mb85rc1m
    readonly gauge: Max17049
    readonly rtc: Rv3028
    readonly depthKnob: As5600l
    readonly rateKnob: As5600l
    /** The witness's Hall switch gives no pulse in so many of every four revolutions. */
    witnessMissesOf4 = 0
    private revolutions = 0
    /** Strokes of the drive chip's count that a floating witness has picked up; -1: it does not float. */
    private pickedUp = -1

    constructor(
        readonly clock: Clock,
        options: WorldOptions
    ) {
        const random = (purpose: string): Random => new Random(options.seed, purpose)
        this.chain = new Chain(clock, random("chain"), options.chain)
        const plant = (): Plant => this.plant
        this.axis =
            options.variant === "solenoid"
                ? new SolenoidAxis(clock, plant)
                : new StepperAxis(clock, this.chain, plant)
        this.drive = new Drv8214(clock, {
            ripples: () => this.plant.ripples(),
            rippleRadPerS: () => this.plant.rippleRadPerS(),
            currentMa: () => this.plant.currentMa(),
            supplyMv: () => this.plant.motorSupplyMv(),
        })
        this.hall = new Tmag5273(clock, { fieldMt: () => this.plant.fieldMt() })
        const { drive, chain } = this
        this.plant = new Plant(
            clock,
            random("plant"),
            {
                ...this.axis.port,
                drive,
                chain,
                witness: () => this.pulseWitness(),
                onSense: () => this.hall.convertIfDue(),
                onTurn: () => {
                    if (this.witness.floats) this.pickUpRipples()
                    else this.pickedUp = -1
                },
                ...(options.onStroke ? { onStroke: options.onStroke } : {}),
            },
            options.plant
        )
        this.bridge = new Ds2484(clock, this.wire)
        this.witness = new S35770(clock)
        this.fram = new Mb85rc1m(clock, options.memory)
        this.rtc = new Rv3028(clock)
        this.gauge = new Max17049(clock, {
            terminalMv: () => this.plant.batteryMv(),
            percent: () => this.plant.battery.percent,
            openMv: percent => this.plant.battery.openMv(percent),
        })
        this.depthKnob = new As5600l(clock, 0x40, { raw: () => this.panel.depthRaw })
        this.rateKnob = new As5600l(clock, 0x41, { raw: () => this.panel.rateRaw })
        this.expander = new Pca9555(clock, {
            input: () => this.panel.levels(this.chain, this.leak),
            output: (levels, driven) =>
                chain.capTest.set((levels & driven & EXPANDER_CAP_TEST) !== 0),
        })
        this.connect()
    }

    /** The motion chip of a stepper pen. Throws for a solenoid pen. */
    get motion(): Tmc5240 {
        if (this.axis instanceof StepperAxis) return this.axis.chip
        throw new Error("wiring: a solenoid pen has no motion chip")
    }

    /** The coil chip of a solenoid pen. Throws for a stepper pen. */
    get solenoid(): Max22200a {
        if (this.axis instanceof SolenoidAxis) return this.axis.chip
        throw new Error("wiring: a stepper pen has no coil chip")
    }

    /** The chips on the I2C bus that are powered whenever the pen is. */
    get chips(): I2cChip[] {
        const { hall, bridge, expander, witness, fram, rtc, gauge, depthKnob, rateKnob } = this
        return [hall, bridge, expander, witness, fram, rtc, gauge, depthKnob, rateKnob]
    }

    /** Battery in or out. */
    power(on: boolean): void {
        for (const chip of this.chips) chip.power(on)
        this.chain.power(on)
        this.axis.power(on)
    }

    private connect(): void {
        const { chain, drive, hall, plant } = this
        this.axis.connect(chain)
        chain.strokeSafe.onEdge(level => {
            drive.sleep(level === 1)
            plant.wake()
        })
        hall.interrupt.onEdge(level => chain.threshold.set(level === 0))
    }

    /** The leads of the motor are near: a floating input counts their ripples, as the drive chip sees them. */
    private pickUpRipples(): void {
        const strokes = Math.floor(this.drive.ripplesSeen / RIPPLES_PER_REVOLUTION)
        if (this.pickedUp < 0) this.pickedUp = strokes
        for (; this.pickedUp < strokes; this.pickedUp++) this.witness.pickUp()
    }

    private pulseWitness(): void {
        this.revolutions++
        if (this.revolutions % 4 < this.witnessMissesOf4) return
        this.witness.pulse()
    }
}
