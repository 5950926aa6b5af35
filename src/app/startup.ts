/**
 * From power-on to Locked: chips, calibration, proof of the chain, homing. Also the way back after a
 * fault that made a chip or a position untrustworthy: it is configured and homed anew, never resumed.
 */
import { Progress } from "../actuator/actuator"
import { CalibrationReason, decodeSlots, SLOT_BYTES } from "../core/calibration"
import { Fault } from "../core/fault"
import { HOME_NOMINAL_UM } from "../core/limits"
import { DriverError } from "../drivers/errors"
import { ChainProof } from "./chainproof"
import { DEVICE_COUNT, initDevice } from "./devices"
import {
    MemoryMap,
    PREFERENCES_BYTES,
    RUN_MARK_RUNNING,
    RUN_MARK_STOPPED,
    TRIGGER_TOGGLES,
} from "./memorymap"
import { type Pen } from "./pen"
import { batteryAsItWas } from "./power"
import { type Sampler } from "./sampler"
import { type Session } from "./session"

/** The rail follows LIFE after at most 0.3 s; homing takes half a second more. */
const RETRACT_MS_MAX = 1500

/** The rail falls up to 0.3 s after the chain, and is back within a tick. */
const RAIL_MS_MAX = 100

enum Phase {
    /** One chip a tick, the memory first. */
    Devices,
    Memory,
    /** The needles come in, by the nominal place of the switch, before anything else is looked at. */
    Retract,
    /** What product line and journal say can wait for the needles. */
    Line,
    Session,
    Chain,
    Home,
    Done,
    /** The self-test has failed; a person decides what comes next. */
    Failed,
}

export class Startup {
    /** What went wrong, in words, for the log. */
    failure = ""
    done = false
    /** The chips are being set up again, because a person asked to clear a fault. */
    renewing = false
    private phase = Phase.Devices
    private device = 0
    private deviceFailed = false
    private retractMs = -1
    private renewed = 0
    private provenMs = -RAIL_MS_MAX
    /** The memory says that the program was cut off in mid-run. */
    private cutOff = false
    private readonly proof: ChainProof

    constructor(
        private readonly pen: Pen,
        private readonly sampler: Sampler,
        private readonly session: Session
    ) {
        this.proof = new ChainProof(pen)
    }

    /** One tick. Returns the cause of a failed self-test, or None. */
    async tick(nowMs: number): Promise<Fault> {
        switch (this.phase) {
            case Phase.Devices:
                return this.nextDevice()
            case Phase.Memory:
                this.phase = this.readMemory() ? Phase.Devices : Phase.Retract
                this.pen.lifeRuns = true
                return Fault.None
            case Phase.Retract:
                return await this.retract(nowMs)
            case Phase.Line:
                // It fills a tick; the other chips are polled from the next one on.
                this.session.use.readLine()
                this.sampler.begin()
                this.phase = Phase.Session
                return Fault.None
            case Phase.Session:
                this.session.begin(this.cutOff)
                this.phase = Phase.Chain
                return Fault.None
            case Phase.Chain:
                // Most of the proof is waiting; by its end the gauge has been made ready and believed.
                batteryAsItWas(this.pen)
                return this.proveChain(nowMs)
            case Phase.Home:
                return await this.home(nowMs)
            default:
                return Fault.None
        }
    }

    /** One step of homing, in SelfTest or later. Returns HomeFailed, or None while it goes on or is done. */
    async home(nowMs: number): Promise<Fault> {
        const actuator = this.pen.actuator
        const progress = await actuator.home(this.pen.calibration.homeUm, nowMs)
        if (progress === Progress.Busy) return Fault.None
        if (progress === Progress.Failed) {
            if (nowMs - this.provenMs > RAIL_MS_MAX)
                return this.fail(Fault.HomeFailed, actuator.failure)
            // The proof of the chain took the supply away, and it may still be coming up.
            actuator.forget()
            return Fault.None
        }
        this.finish(Phase.Done)
        return Fault.None
    }

    /** After a fault was cleared: whatever is not as it should be is done again. */
    resume(): void {
        if (this.device < DEVICE_COUNT) this.phase = Phase.Devices
        else if (!this.pen.inputs.chainProven) this.phase = Phase.Chain
        else if (!this.pen.actuator.homed) {
            this.pen.actuator.forget()
            this.phase = Phase.Home
        } else return
        this.done = false
    }

    /**
     * One tick of a fault. A person asks to clear: the chips are set up anew first, one a tick, then the interlock is
     * asked. It refuses while one of them fails, or while the chain does not let go.
     */
    clearing(): Fault {
        const inputs = this.pen.inputs
        if (inputs.clearEdge) {
            inputs.clearEdge = false
            this.renewing = true
            this.renewed = 0
        } else if (this.renewing) {
            const failed = !this.setUp(this.renewed)
            this.renewed += 1
            inputs.clearEdge = failed || this.renewed === DEVICE_COUNT
            this.renewing = !inputs.clearEdge
            if (failed) return Fault.SensorBus
        }
        return Fault.None
    }

    private nextDevice(): Fault {
        if (!this.setUp(this.device)) {
            this.deviceFailed = true
            this.phase = Phase.Retract
            this.pen.lifeRuns = true
            return Fault.None
        }
        this.deviceFailed = false
        this.device += 1
        if (this.device === 1) this.phase = Phase.Memory
        else if (this.device === DEVICE_COUNT) this.phase = Phase.Line
        return Fault.None
    }

    /**
     * A program that stopped while Running, or cannot know, may find the needles out: they come in
     * first (PEN-SAF-16). What cannot be moved is no reason to say nothing.
     */
    private async retract(nowMs: number): Promise<Fault> {
        const actuator = this.pen.actuator
        if (this.retractMs < 0) this.retractMs = nowMs
        const progress = await actuator.home(HOME_NOMINAL_UM, nowMs)
        if (progress !== Progress.Done)
            if (nowMs - this.retractMs <= RETRACT_MS_MAX) {
                // The rail may still be coming up.
                if (progress === Progress.Failed) actuator.forget()
                return Fault.None
            }
        this.retractMs = -1
        // That was the nominal switch; this pen's own is met when all else is well.
        actuator.forget()
        if (this.deviceFailed) return this.fail(Fault.SensorBus, this.failure)
        this.phase = Phase.Devices
        return Fault.None
    }

    private setUp(device: number): boolean {
        try {
            initDevice(this.pen.devices, device)
            return true
        } catch (error) {
            if (!(error instanceof DriverError)) throw error
            this.failure = error.message
            return false
        }
    }

    private finish(phase: Phase): void {
        this.phase = phase
        this.done = true
        this.pen.inputs.selfTestDone = true
        this.pen.inputs.homed = this.pen.actuator.homed
    }

    private fail(fault: Fault, reason: string): Fault {
        this.failure = reason
        this.finish(Phase.Failed)
        return fault
    }

    private proveChain(nowMs: number): Fault {
        const progress = this.proof.tick(nowMs)
        if (progress === Progress.Busy) return Fault.None
        if (progress === Progress.Failed) return this.fail(Fault.SelfTestFailed, this.proof.failure)
        this.pen.inputs.chainProven = true
        this.provenMs = nowMs
        this.phase = Phase.Home
        return Fault.None
    }

    /** Calibration, and whether the program was stopped while it ran. Returns true when it surely was not. */
    private readMemory(): boolean {
        const pen = this.pen
        const memory = pen.devices.memory
        const slotA = Buffer.alloc(SLOT_BYTES)
        const slotB = Buffer.alloc(SLOT_BYTES)
        const mark = Buffer.alloc(1)
        memory.read(MemoryMap.CalibrationA, slotA)
        memory.read(MemoryMap.CalibrationB, slotB)
        const marked = memory.read(MemoryMap.RunMark, mark)
        const reason = decodeSlots(slotA, slotB, pen.calibration)
        pen.inputs.calibrationGood = reason === CalibrationReason.Good
        if (reason !== CalibrationReason.Good)
            console.log("calibration " + CALIBRATION_REASONS[reason])
        if (!pen.actuator.load(memory)) {
            console.log("calibration of the depth actuator not good")
            pen.inputs.calibrationGood = false
        }
        pen.inputs.restarted = mark[0] === RUN_MARK_RUNNING
        this.cutOff = pen.inputs.restarted
        const preferences = Buffer.alloc(PREFERENCES_BYTES)
        memory.read(MemoryMap.Preferences, preferences)
        pen.trigger.toggles =
            preferences[0] === TRIGGER_TOGGLES && preferences[1] === (TRIGGER_TOGGLES ^ 0xff)
        return marked === 0 && mark[0] === RUN_MARK_STOPPED
    }
}

const CALIBRATION_REASONS = ["good", "missing", "corrupt", "of an unknown layout"]
