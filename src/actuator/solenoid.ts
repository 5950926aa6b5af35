/**
 * Depth by solenoid: a plunger that a MAX22200A pushes out against a spring, closed on the depth sensor
 * (DESIGN: solenoid variant). De-energised is retracted, so home and park are the same thing: no current,
 * and the plunger seen at the end where its spring holds it.
 *
 * The coil chip is enabled by the safety latch and forgets everything without it, so it is made ready in
 * each Arming, and whatever goes wrong ends when the latch falls.
 */
import { Fault } from "../core/fault"
import { newHeat, warm } from "../core/heat"
import {
    CURRENT_DISAGREE_UM,
    PLUNGER_MOVE_TICKS,
    PLUNGER_RETURN_TICKS,
    SPRING_END_TOLERANCE_UM,
    TICK_MS,
} from "../core/limits"
import { beginMove, newPlungerLoop, stepLoop } from "../core/plungerloop"
import { MotionBit } from "../core/sample"
import { CalibrationReason, SLOT_BYTES } from "../core/slot"
import {
    ceilingCode,
    codeToUm,
    decodeMapSlots,
    newSolenoidMap,
    SIXTEENTHS,
} from "../core/solenoidmap"
import { DriverError, DriverErrorCode } from "../drivers/errors"
import { Max22200aFlag } from "../drivers/max22200a.regs"
import { type Mb85rc1m } from "../drivers/mb85rc1m"
import { type Line } from "../hal/bus"
import { type Actuator, Progress } from "./actuator"
import { COIL_FLAGS, type CoilChip } from "./coilchip"

/** Ticks in a row at the spring end that prove it (home), and samples in a row that prove a disagreement. */
const REST_TICKS = 2
const DISAGREE_TICKS = 2
/** From a stop to the spring end: 60 ms and a margin. */
const HOME_TIMEOUT_MS = 500
/** HIT phase of a start, 10 ms: the current has risen by then, and a missing coil shows. */
const HIT_TIME = 13

enum Phase {
    /** No permission, no current. */
    Off,
    /** A fiber of its own configures the chip. */
    Configuring,
    /** The chip is ready, its channel off. */
    Ready,
    /** A depth is sought or held. */
    Holding,
}

export class SolenoidActuator implements Actuator {
    readonly needsPermission = true
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

    private readonly map = newSolenoidMap()
    private readonly loop = newPlungerLoop()
    private readonly heat = newHeat()
    private phase = Phase.Off
    /** The fiber that configures the chip is at work. */
    private configuring = false
    private homeSinceMs = -1
    private ceilingUm = 0
    /** Code in the chip, and what the map says that it holds. */
    private code = 0
    private mapUm = 0
    /** HIT acts only when the channel goes on: the first code of the move. */
    private hitCode = 0
    private ticks = 0
    private restTicks = 0
    private disagreements = 0
    /** The loop has failed, or sensor and current disagree. */
    private suspect = false

    /** `permission`: read-back of the safety latch, which enables the chip. `slots`: the map's places in the memory. */
    constructor(
        private readonly chip: CoilChip,
        private readonly permission: Line,
        private readonly slots: number[]
    ) {}

    load(memory: Mb85rc1m): boolean {
        const slotA = Buffer.alloc(SLOT_BYTES)
        const slotB = Buffer.alloc(SLOT_BYTES)
        memory.read(this.slots[0] as number, slotA)
        memory.read(this.slots[1] as number, slotB)
        const good = decodeMapSlots(slotA, slotB, this.map) === CalibrationReason.Good
        this.commandedUm = this.map.springEndUm
        return good
    }

    async poll(): Promise<number> {
        let bits = warm(this.heat, this.code) ? MotionBit.Hot : 0
        let result = 0
        if (this.phase === Phase.Off) {
            if (!this.standstill) bits |= this.watchReturn()
        } else if (!this.permitted) this.fall()
        else if (this.phase !== Phase.Configuring) {
            const code = this.code
            if (this.phase === Phase.Holding && this.sensedGood) result = await this.regulate()
            // A code that was written was read back, too; that is as good as a question.
            if (this.code === code) result = await this.chip.poll()
            const chip = this.chip
            if (result !== 0 || chip.resetSeen || chip.faults !== 0 || this.suspect)
                bits |= this.judge(result)
        }
        if ((bits & ~MotionBit.Hot) !== 0 && this.status === 0)
            console.log(`solenoid: bits ${bits}, chip ${this.chip.faults}, result ${result}`)
        this.status = bits
        return result
    }

    forget(): void {
        this.homed = false
        this.homeSinceMs = -1
        this.standstill = false
        this.restTicks = 0
    }

    /** Proves, without current, that the spring holds the plunger at its calibrated end (PEN-SAF-16). */
    async home(_homeUm: number, nowMs: number): Promise<Progress> {
        // Without a map nobody knows where that is; the pen says that it is not calibrated.
        if (this.map.reason !== CalibrationReason.Good) return Progress.Done
        if (this.homeSinceMs < 0) {
            this.homeSinceMs = nowMs
            await this.park()
            return Progress.Busy
        }
        if (this.standstill) {
            this.homed = true
            return Progress.Done
        }
        if (nowMs - this.homeSinceMs <= HOME_TIMEOUT_MS) return Progress.Busy
        this.failure = `plunger at ${this.sensedUm} um, spring end ${this.map.springEndUm} um`
        return Progress.Failed
    }

    /** The chip's many frames take longer than a tick may, so they run in a fiber of their own. */
    async prepare(): Promise<Progress> {
        if (this.phase === Phase.Ready) return Progress.Done
        if (this.phase === Phase.Off) {
            if (!this.configuring) this.configure()
            return Progress.Busy
        }
        if (this.configuring) return Progress.Busy
        if (this.failure !== "") return Progress.Failed
        this.phase = Phase.Ready
        return Progress.Done
    }

    /** Kept here and enforced with every code that is written: without permission the chip remembers nothing. */
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
        this.ticks = 0
        this.disagreements = 0
        this.suspect = false
        this.ageMs = PLUNGER_MOVE_TICKS * TICK_MS
        this.hitCode = this.loop.code
        if ((await this.write()) !== 0) return false
        if (this.phase === Phase.Ready && (await this.chip.on()) !== 0) return false
        this.phase = Phase.Holding
        return true
    }

    /** The spring does it. With permission the channel goes off first; without, it is off already. */
    async park(): Promise<boolean> {
        const reachable = this.phase === Phase.Ready || this.phase === Phase.Holding
        if (reachable && this.permission.read() === 1) await this.chip.off()
        this.fall()
        return true
    }

    /** No current from here on: the plunger is on its way to the spring end. */
    private fall(): void {
        if (this.phase !== Phase.Off || this.commandedUm !== this.map.springEndUm) {
            this.standstill = false
            this.restTicks = 0
            this.ticks = 0
            this.ageMs = PLUNGER_RETURN_TICKS * TICK_MS
        }
        this.phase = Phase.Off
        this.suspect = false
        this.ceilingUm = 0
        this.chip.ceilingCode = 0
        this.code = 0
        this.commandedUm = this.map.springEndUm
    }

    /** De-energised: standstill is the spring end, seen. Returns `MotionBit`s. */
    private watchReturn(): number {
        if (this.standstill) return 0
        this.ticks += 1
        if (!this.sensedGood) return 0
        const offUm = this.sensedUm - this.map.springEndUm
        if (offUm > SPRING_END_TOLERANCE_UM || offUm < -SPRING_END_TOLERANCE_UM) {
            this.restTicks = 0
            return this.ticks > PLUNGER_RETURN_TICKS ? MotionBit.Plunger : 0
        }
        this.restTicks += 1
        if (this.restTicks >= REST_TICKS) {
            this.standstill = true
            this.ageMs = 0
        }
        return 0
    }

    /** One tick of the depth loop, on a good reading. @returns Result. */
    private async regulate(): Promise<number> {
        const loop = this.loop
        const code = stepLoop(loop, this.sensedUm)
        this.standstill = loop.settled
        if (loop.settled) this.ageMs = 0
        const offUm = this.sensedUm - this.mapUm
        if (loop.settled && (offUm > CURRENT_DISAGREE_UM || offUm < -CURRENT_DISAGREE_UM))
            this.disagreements += 1
        else this.disagreements = 0
        this.suspect = loop.failed || this.disagreements >= DISAGREE_TICKS
        return code === this.code ? 0 : await this.write()
    }

    /** The loop's code into the chip, read back. @returns Result. */
    private async write(): Promise<number> {
        const code = this.loop.code
        const result = await this.chip.setCodes(this.hitCode, code, HIT_TIME)
        this.code = code
        this.mapUm = codeToUm(this.map, code * SIXTEENTHS)
        return result
    }

    /** Something is wrong; `MotionBit`s that say what. Without permission nothing that was said means anything. */
    private judge(result: number): number {
        if (this.permission.read() === 0) {
            this.fall()
            return 0
        }
        const faults = this.chip.faults
        let bits = 0
        if (result !== 0 || this.chip.resetSeen || (faults & Max22200aFlag.UVM) !== 0)
            bits |= MotionBit.CoilChip
        if ((faults & COIL_FLAGS) !== 0) bits |= MotionBit.Coil
        if ((faults & Max22200aFlag.OVT) !== 0) bits |= MotionBit.Hot
        if (this.suspect && this.loop.failed) bits |= MotionBit.Plunger
        if (this.suspect && !this.loop.failed) bits |= MotionBit.CurrentDisagrees
        return bits
    }

    /** A chip that would be ready, but for what its flags say. */
    private blame(): void {
        const flags = this.chip.flags
        if ((flags & COIL_FLAGS) !== 0) this.chipFault = Fault.SolenoidCoil
        else if ((flags & Max22200aFlag.OVT) !== 0) this.chipFault = Fault.OverTemperature
    }

    private configure(): void {
        const configure = async (actuator: SolenoidActuator) => {
            try {
                await actuator.chip.init()
            } catch (error) {
                if (!(error instanceof DriverError)) throw error
                actuator.failure = error.message
                if (error.code === DriverErrorCode.ChipFault) actuator.blame()
            }
            actuator.configuring = false
        }
        this.failure = ""
        this.chipFault = Fault.SolenoidChip
        this.configuring = true
        this.phase = Phase.Configuring
        configure.start(this)
    }
}
