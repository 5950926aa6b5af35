/**
 * Depth by solenoid: a plunger that a MAX22200A pushes out against a spring, closed on the depth sensor. Without
 * current it is retracted, so home and park are the same: no current, and the plunger seen at its spring's end. The
 * coil chip forgets everything without the safety latch, so it is made ready in each Arming, and stops when that falls.
 */
import { Fault } from "../core/fault"
import { newHeat } from "../core/heat"
import {
    PLUNGER_LOOSE_UM,
    PLUNGER_MOVE_TICKS,
    PLUNGER_PROBE_TICKS,
    PLUNGER_RETURN_TICKS,
    SPRING_END_TOLERANCE_UM,
    TICK_MS,
} from "../core/limits"
import { beginMove, holdLoop, newPlungerLoop, stepLoop } from "../core/plungerloop"
import {
    atRest,
    beginReturn,
    missReturn,
    newPlungerWatch,
    stepIdle,
    stepReturn,
} from "../core/plungerwatch"
import { MotionBit } from "../core/sample"
import { CalibrationReason } from "../core/slot"
import { ceilingCode, newSolenoidMap } from "../core/solenoidmap"
import { type Mb85rc1m } from "../drivers/mb85rc1m"
import { type Clock, type Line } from "../hal/bus"
import { type Actuator, Progress } from "./actuator"
import { chipBits, type CoilChip } from "./coilchip"
import { CoilCurrent } from "./coilcurrent"
import { CoilSetup } from "./coilsetup"
import { HeatRecord } from "./heatrecord"
import { loadMap } from "./mapmemory"
import { Phase } from "./solenoidphase"

/** From a stop to the spring end: 60 ms and a margin. */
const HOME_TIMEOUT_MS = 500

export class SolenoidActuator implements Actuator {
    readonly needsPermission = true
    readonly regulates = true
    lowUm = 0
    highUm = 0
    chipFault = Fault.SolenoidChip
    failure = ""
    sensedUm = 0
    sensedGood = false
    permitted = false
    homed = false
    status = 0
    standstill = false
    commandedUm = 0
    ageMs = 0
    calmTicks = 0

    private readonly map = newSolenoidMap()
    private readonly loop = newPlungerLoop()
    private readonly watch = newPlungerWatch()
    private readonly setup: CoilSetup
    private readonly record: HeatRecord
    private phase = Phase.Off
    private homeSinceMs = -1
    private homeMs = 0
    private readonly current: CoilCurrent
    private ceilingUm = 0
    private asked = false

    /** `permission`: read-back of the latch, which enables the chip. `places`: of the map's slots and the heat. */
    constructor(
        private readonly chip: CoilChip,
        private readonly permission: Line,
        private readonly clock: Clock,
        private readonly places: number[]
    ) {
        this.setup = new CoilSetup(chip)
        this.current = new CoilCurrent(chip, this.map, this.loop)
        this.record = new HeatRecord(newHeat(), places[2] as number)
    }

    load(memory: Mb85rc1m): boolean {
        this.record.load(memory)
        const good = loadMap(memory, this.places, this.map)
        this.commandedUm = this.map.springEndUm
        return good
    }

    async poll(): Promise<number> {
        let bits = this.heats(1) ? 0 : MotionBit.Hot
        // A sensor that does not answer is on the memory's bus, which may be blocked.
        if (this.sensedGood) this.record.tell(this.current.code)
        let result = 0
        if (this.phase === Phase.Off) {
            bits |= this.rest()
            // Waiting for a frame gives the runtime the turn that a blocked sensor bus would take from it.
            if (!this.sensedGood) await this.chip.poll()
        } else if (!this.permitted) this.fall()
        else if (this.phase === Phase.Configuring) bits |= this.rest()
        else {
            const code = this.current.code
            if (this.phase === Phase.Ready) bits |= this.rest()
            else if (this.phase === Phase.Probing) result = await this.probe()
            else if (this.sensedGood) result = await this.regulate()
            const chip = this.chip
            // In every second tick; a code that was written was read back, too, which is as good as a question.
            this.asked = !this.asked && this.sensedGood
            const quiet = result === 0 && this.current.code === code
            if (quiet) if (!this.asked) result = await chip.poll()
            const sound = result === 0 && !chip.resetSeen && chip.faults === 0
            if (!sound || this.loop.failed || this.loop.disagrees) bits |= this.judge(result)
        }
        if ((bits & ~MotionBit.Hot) !== 0)
            if (this.status === 0)
                console.log(`solenoid: bits ${bits}, chip ${this.chip.faults}, result ${result}`)
        this.status = bits
        return result
    }

    busy(): boolean {
        return this.setup.busy
    }

    async glance(): Promise<boolean> {
        const code = this.current.code
        // A calm tick has no room for the chip as well: it has the next turn.
        if (this.record.tell(code) || this.phase === Phase.Off) return true
        if (this.loop.code !== code) {
            const result = await this.current.write(this.loop.code)
            this.bound()
            return result === 0
        }
        const chip = this.chip
        return (await chip.poll()) === 0 && !chip.resetSeen && chip.faults === 0
    }

    hold(meanUm: number, ticks: number): void {
        holdLoop(this.loop, meanUm, ticks)
    }

    heats(ticks: number): boolean {
        ticks += this.calmTicks
        this.calmTicks = 0
        return !this.record.pass(this.current.code, ticks)
    }

    calms(): boolean {
        this.bound()
        // What ends the calm is asked of the chip first: a depth that disagrees leaves no time to.
        this.asked = true
        if (this.phase === Phase.Off) return atRest(this.watch)
        return this.phase === Phase.Holding && this.loop.disagreements === 0
    }

    private bound(): void {
        const holding = this.phase === Phase.Holding
        const restUm = this.map.springEndUm
        this.lowUm = holding ? this.current.lowUm() : restUm - SPRING_END_TOLERANCE_UM
        this.highUm = holding ? this.current.highUm() : restUm + SPRING_END_TOLERANCE_UM
    }

    forget(): void {
        this.homed = false
        this.standstill = false
        this.watch.restTicks = 0
    }

    /** Proves, without current, that the spring holds the plunger at its calibrated end (PEN-SAF-16). */
    async home(_homeUm: number, nowMs: number): Promise<Progress> {
        // Without a map nobody knows where that is; the pen says that it is not calibrated.
        if (this.map.reason !== CalibrationReason.Good) return Progress.Done
        // It goes on although a plunger that stays out is forgotten in every tick, and begins anew after a pause.
        if (this.homeSinceMs < 0 || nowMs - this.homeMs > 10 * TICK_MS) {
            this.homeMs = nowMs
            this.homeSinceMs = nowMs
            await this.park()
            return Progress.Busy
        }
        this.homeMs = nowMs
        this.homed = atRest(this.watch)
        if (!this.homed) if (nowMs - this.homeSinceMs <= HOME_TIMEOUT_MS) return Progress.Busy
        this.homeSinceMs = -1
        if (this.homed) return Progress.Done
        this.failure = `plunger at ${this.sensedUm} um, spring end ${this.map.springEndUm} um`
        return Progress.Failed
    }

    async prepare(): Promise<Progress> {
        if (this.phase === Phase.Ready) return Progress.Done
        const setup = this.setup
        if (setup.busy) return Progress.Busy
        if (this.phase === Phase.Off) {
            setup.begin()
            this.phase = Phase.Configuring
            return Progress.Busy
        }
        this.failure = setup.failure
        this.chipFault = setup.fault
        if (this.failure !== "") return Progress.Failed
        this.phase = Phase.Ready
        return Progress.Done
    }

    /** Enforced with every code that is written: without permission the chip remembers nothing. */
    async setCeiling(ceilingUm: number): Promise<boolean> {
        this.ceilingUm = ceilingUm
        this.chip.ceilingCode = ceilingCode(this.map, ceilingUm)
        return true
    }

    async moveTo(positionUm: number): Promise<boolean> {
        if (this.phase === Phase.Off || this.phase === Phase.Configuring) return false
        if (positionUm > this.ceilingUm) return false
        beginMove(this.loop, this.map, positionUm, this.ceilingUm)
        this.commandedUm = positionUm
        this.standstill = false
        this.ageMs = PLUNGER_MOVE_TICKS * TICK_MS
        if (this.phase === Phase.Holding) return (await this.current.write(this.loop.code)) === 0
        this.phase = Phase.Probing
        this.record.write(true)
        return (await this.current.start(ceilingCode(this.map, this.map.springEndUm))) === 0
    }

    letGo = async (): Promise<boolean> => true

    /** The spring does it. With permission the channel goes off first; without, it is off already. */
    async park(): Promise<boolean> {
        if (this.phase >= Phase.Ready) if (this.permission.read() === 1) await this.chip.off()
        this.fall()
        return true
    }

    /** No current from here on: the plunger is on its way to the spring end. */
    private fall(): void {
        if (this.phase !== Phase.Off || this.commandedUm !== this.map.springEndUm) {
            this.standstill = false
            beginReturn(this.watch, this.sensedUm - this.map.springEndUm)
            this.ageMs = PLUNGER_RETURN_TICKS * TICK_MS
        }
        this.heats(0)
        this.phase = Phase.Off
        this.loop.failed = false
        this.loop.disagrees = false
        this.ceilingUm = 0
        this.chip.ceilingCode = 0
        this.current.code = 0
        this.commandedUm = this.map.springEndUm
    }

    /** De-energised: standstill is the spring end, seen. Returns `MotionBit`s. */
    private rest(): number {
        const watch = this.watch
        let bits = 0
        if (this.sensedGood) {
            const offUm = this.sensedUm - this.map.springEndUm
            if (atRest(watch)) return stepIdle(watch, offUm, this.permitted)
            bits = stepReturn(watch, offUm, this.clock.nowMs())
            this.standstill = atRest(watch)
        } else if (missReturn(watch)) this.standstill = true
        if (this.standstill) this.ageMs = 0
        return bits
    }

    /** A plunger that is not held by its spring is seen before it can go far. @returns Result. */
    private async probe(): Promise<number> {
        if (!this.sensedGood) return 0
        const loop = this.loop
        if (this.sensedUm > this.map.springEndUm + PLUNGER_LOOSE_UM) loop.failed = true
        if (loop.failed) return await this.chip.off()
        loop.ticks += 1
        if (loop.ticks < PLUNGER_PROBE_TICKS) return 0
        // Off and on again, because HIT acts only then; in two ticks, because a tick has room for few frames.
        if (loop.ticks === PLUNGER_PROBE_TICKS) return await this.chip.off()
        loop.ticks = 0
        this.phase = Phase.Holding
        return await this.current.start(loop.code)
    }

    /** One tick of the depth loop, on a good reading. @returns Result. */
    private async regulate(): Promise<number> {
        const loop = this.loop
        const code = stepLoop(loop, this.sensedUm)
        this.standstill = loop.settled
        if (loop.settled) this.ageMs = 0
        // In is the safe way, and only with its channel off does the chip see whether the coil is there.
        if (loop.failed || loop.disagrees) return await this.chip.off()
        return code === this.current.code ? 0 : await this.current.write(code)
    }

    /** Something is wrong; `MotionBit`s that say what. Without permission nothing that was said means anything. */
    private judge(result: number): number {
        if (this.permission.read() === 0) {
            this.fall()
            return 0
        }
        const bits = chipBits(this.chip, result)
        if (this.loop.failed) return bits | MotionBit.Plunger
        return this.loop.disagrees ? bits | MotionBit.CurrentDisagrees : bits
    }
}
