/** What the services on the bus see of the pen, and what they may ask of it. It starts nothing (PEN-SAF-12). */
import * as ds from "@devicescript/core"
import { fieldToUm } from "../core/calibration"
import { type CartridgeRecord } from "../core/cartridge"
import { HeaderAt } from "../core/header"
import { type Inputs } from "../core/inputs"
import { driveAllowed, type Interlock } from "../core/interlock"
import { Entry } from "../core/journal"
import { DEPTH_MAX_UM } from "../core/limits"
import { type Sample } from "../core/sample"
import { Printed, Refusal, Request, serviceRefusal, settingRefusal } from "../core/service"
import { State } from "../core/state"
import { speedMilliHz } from "../drivers/drv8214units"
import { toUm } from "../servers/units"
import { type PenView } from "../servers/view"
import { type Calm } from "./calm"
import { MemoryMap, PREFERENCES_BYTES, TRIGGER_TOGGLES } from "./memorymap"
import { type Pen } from "./pen"
import { type Sampler } from "./sampler"
import { type Session } from "./session"

/** The answer goes out before the program starts anew. */
const LEAVE_MS = 100
/** 2026-01-01 in seconds since 2000: no pen is older. */
const TIME_MIN = 820454400

export class Remote implements PenView {
    readonly lock: Interlock
    readonly inputs: Inputs
    readonly sample: Sample
    readonly record: CartridgeRecord
    readonly header: Buffer
    /** When Service is left; -1 = nobody has asked. */
    private leaveMs = -1

    constructor(
        private readonly pen: Pen,
        private readonly sampler: Sampler,
        private readonly session: Session,
        private readonly calm: Calm
    ) {
        this.lock = pen.lock
        this.inputs = pen.inputs
        this.sample = pen.sample
        this.record = pen.record
        this.header = session.journal.header
    }

    triggerToggles(): boolean {
        return this.pen.trigger.toggles
    }

    journalReady(): boolean {
        return this.session.journal.ready
    }

    entries(): number {
        return this.session.journal.next
    }

    seconds(): number {
        if (settingRefusal(this.lock.state) !== Refusal.None) return undefined
        return this.session.journal.seconds()
    }

    recorded(request: Request, number: number): Buffer {
        const state = this.lock.state
        if (settingRefusal(state) !== Refusal.None) return undefined
        const journal = this.session.journal
        const first = journal.read(number, request === Request.ReadEntry)
        // A memory that does not answer would hold the bus, and with it the pen, once for each block.
        if (request === Request.PrintMemory)
            if (first !== undefined) {
                let left = Printed.AtRest as number
                if (state === State.Service) left = Printed.InService
                while (left > 0) {
                    left -= 1
                    number += 1
                    const bytes = journal.read(number, false)
                    if (bytes === undefined) break
                    console.log(`@memory ${number} ${bytes.toString("hex")}`)
                }
            }
        return first
    }

    depthUm(): number {
        const pen = this.pen
        if (!this.inputs.calibrationGood) return this.sample.measuredUm
        return fieldToUm(pen.calibration, pen.devices.field.raw) + this.sampler.tipOffsetUm()
    }

    rateMilliHz(): number {
        return this.sample.driving ? speedMilliHz(this.pen.devices.drive.speed) : 0
    }

    /** A tick in Service: nothing is polled, and without LIFE the chain takes every actuator's supply away. */
    serve(nowMs: number): void {
        this.pen.lifeRuns = false
        if (this.leaveMs >= 0) if (nowMs >= this.leaveMs) ds.restart()
    }

    ask(request: Request, argument: number): Refusal {
        const pen = this.pen
        const state = this.lock.state
        switch (request) {
            case Request.Stop:
                if (driveAllowed(state)) {
                    pen.stopAsked = true
                    this.calm.end()
                }
                return Refusal.None
            case Request.EnterService:
                return this.enterService()
            case Request.SetProfileMaximum:
            case Request.SetTriggerToggles: {
                const refusal = settingRefusal(state)
                if (refusal !== Refusal.None) return refusal
                if (request === Request.SetTriggerToggles) return this.setToggles(argument)
                const maxUm = toUm(argument)
                if (maxUm > DEPTH_MAX_UM) return Refusal.OutOfRange
                this.inputs.profileMaxUm = maxUm
                this.calm.end()
                return Refusal.None
            }
        }
        if (state !== State.Service) return Refusal.NotInService
        switch (request) {
            case Request.Release:
                return this.release(argument)
            case Request.SetTime:
                return this.setTime(argument)
            case Request.NoteUpdate:
                return this.session.note(Entry.Updated, argument)
            default:
                this.leaveMs = ds.millis() + LEAVE_MS
                return Refusal.None
        }
    }
    private enterService(): Refusal {
        const refusal = serviceRefusal(this.lock, this.inputs)
        if (refusal !== Refusal.None) return refusal
        // What still has to be written comes first; a journal that cannot be found has nothing to write.
        if (this.session.journal.ready) if (!this.session.idle()) return Refusal.NotReady
        this.inputs.serviceAsked = true
        this.calm.end()
        return Refusal.None
    }

    private setToggles(toggles: number): Refusal {
        if (toggles > 1) return Refusal.OutOfRange
        const preferences = Buffer.alloc(PREFERENCES_BYTES)
        preferences[0] = toggles === 1 ? TRIGGER_TOGGLES : 0
        preferences[1] = preferences[0] ^ 0xff
        if (this.pen.devices.memory.writeVerified(MemoryMap.Preferences, preferences) !== 0)
            return Refusal.Failed
        this.pen.trigger.toggles = toggles === 1
        return Refusal.None
    }

    private release(lockouts: number): Refusal {
        const before = this.header[HeaderAt.Lockout] as number
        if ((lockouts & before) !== lockouts || lockouts === 0) return Refusal.OutOfRange
        this.header[HeaderAt.Lockout] = before ^ lockouts
        this.inputs.quarantined = before !== lockouts
        return this.session.note(Entry.Released, lockouts)
    }

    private setTime(seconds: number): Refusal {
        if (seconds < TIME_MIN) return Refusal.OutOfRange
        const journal = this.session.journal
        const before = journal.seconds()
        if (!this.pen.devices.clock.set(seconds)) return Refusal.Failed
        // A clock that was set to before the last entry is not believed, and stays so until it has passed it.
        if (journal.seconds() === 0) return Refusal.Failed
        return this.session.note(Entry.TimeSet, before)
    }
}
