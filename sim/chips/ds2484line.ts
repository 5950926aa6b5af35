/**
 * The 1-Wire side of the DS2484: one command at a time, in its real time. Each slot reaches the device when it ends, on
 * the line as it is then; so a cartridge that is pulled in the middle of a byte has seen the slots before.
 */
import type { Clock } from "../clock"
import type { Level } from "../signal"
import type { Ds2484Timing } from "./ds2484port"
import type { OneWire } from "./onewire"

/** A command that is running: steps at equal distances, and the moment at which 1WB falls. */
interface Operation {
    readonly firstNs: number
    readonly intervalNs: number
    readonly steps: number
    readonly endUs: number
    readonly perform: (index: number) => void
    /** Called when the command ends. */
    readonly ended: () => void
    done: number
}

/** What the reset pulse takes beyond 2 × tRSTL ([DS-DS2484] "1-Wire Reset"). */
const resetTailNs = 262.5

export class Ds2484Line {
    overdrive = false
    /** Everything takes this many times longer. */
    slowness = 1
    private operation: Operation | null = null

    constructor(
        private readonly clock: Clock,
        private readonly wire: OneWire,
        private readonly timing: Ds2484Timing
    ) {
        wire.beforeChange(() => this.catchUp())
    }

    get busy(): boolean {
        this.catchUp()
        return this.operation !== null
    }

    cutOff(): void {
        this.operation = null
    }

    reset(ended: (presence: boolean, short: boolean) => void): void {
        const overdrive = this.overdrive
        const lowNs = this.timing.resetLowNs(overdrive)
        const sampleNs = lowNs + this.timing.presenceSampleNs(overdrive)
        let seen = { presence: false, short: false }
        this.run(
            { firstNs: sampleNs, intervalNs: 0, steps: 1, lengthNs: 2 * lowNs + resetTailNs },
            () => {
                seen = this.wire.reset(overdrive)
            },
            () => ended(seen.presence, seen.short)
        )
    }

    singleBit(bit: Level, ended: (line: Level) => void): void {
        let line: Level = 1
        this.slots(
            1,
            () => {
                line = this.slot(bit)
            },
            () => ended(line)
        )
    }

    writeByte(byte: number, ended: () => void): void {
        this.slots(8, index => this.slot((byte >> index) & 1 ? 1 : 0), ended)
    }

    readByte(ended: (byte: number) => void): void {
        let byte = 0
        this.slots(
            8,
            index => {
                byte |= this.slot(1) << index
            },
            () => ended(byte)
        )
    }

    /** Two read slots, then the direction that they allow, or the wanted one if both were 0. */
    triplet(wanted: Level, ended: (first: Level, second: Level, direction: Level) => void): void {
        const seen: Level[] = []
        let direction: Level = wanted
        this.slots(
            3,
            index => {
                if (index < 2) {
                    seen.push(this.slot(1))
                    return
                }
                if (seen[0] === 1) direction = 1
                else if (seen[1] === 1) direction = 0
                this.slot(direction)
            },
            () => ended(seen[0]!, seen[1]!, direction)
        )
    }

    private slot(bit: Level): Level {
        return this.wire.slot(bit, this.overdrive)
    }

    private slots(steps: number, perform: (index: number) => void, ended: () => void): void {
        const slotNs = this.timing.slotNs(this.overdrive)
        const shape = { firstNs: slotNs, intervalNs: slotNs, steps, lengthNs: steps * slotNs }
        this.run(shape, perform, ended)
    }

    private run(
        shape: { firstNs: number; intervalNs: number; steps: number; lengthNs: number },
        perform: (index: number) => void,
        ended: () => void
    ): void {
        const startNs = this.clock.nowUs * 1000
        const endUs = Math.ceil((startNs + shape.lengthNs * this.slowness) / 1000)
        this.operation = {
            firstNs: startNs + shape.firstNs * this.slowness,
            intervalNs: shape.intervalNs * this.slowness,
            steps: shape.steps,
            endUs,
            perform,
            ended,
            done: 0,
        }
        this.clock.at(endUs, () => this.catchUp())
    }

    /** Performs everything that has happened on the line until now. */
    catchUp(): void {
        const operation = this.operation
        if (operation === null) return
        const nowNs = this.clock.nowUs * 1000
        while (
            operation.done < operation.steps &&
            operation.firstNs + operation.done * operation.intervalNs <= nowNs
        )
            operation.perform(operation.done++)
        if (this.clock.nowUs < operation.endUs) return
        this.operation = null
        operation.ended()
    }
}
