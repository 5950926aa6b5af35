/** The services that the pen has on the bus, in the order in which it announces them. */
import * as ds from "@devicescript/core"
import { Request } from "../core/service"
import { readControl } from "./control"
import { readDepthActuator } from "./depthactuator"
import { readJournal } from "./journal"
import { readNeedleCartridge } from "./needlecartridge"
import { readNeedleDrive } from "./needledrive"
import { readSafetyInterlock } from "./safetyinterlock"
import { readTreatmentSession } from "./treatmentsession"
import { type PenView } from "./view"

/** A service on the bus; its place in the list is its number there. */
export interface Service {
    readonly spec: ds.ServiceSpec
    readonly read: (pen: PenView, code: number) => number | boolean | string
    /** What its commands ask for, from 0x80 on. */
    readonly commands: Request[]
}

/** The first two behind Control stream their reading. */
export const SENSORS = 2
/** The one that tells of changes. */
export const INTERLOCK = 4

export function openServices(): Service[] {
    return [
        { spec: ds.Control.spec, read: readControl, commands: [] },
        {
            spec: ds.DepthActuator.spec,
            read: readDepthActuator,
            commands: [Request.SetProfileMaximum],
        },
        {
            spec: ds.NeedleDrive.spec,
            read: readNeedleDrive,
            commands: [Request.SetTriggerToggles, Request.Stop],
        },
        { spec: ds.NeedleCartridge.spec, read: readNeedleCartridge, commands: [] },
        {
            spec: ds.SafetyInterlock.spec,
            read: readSafetyInterlock,
            commands: [Request.Stop, Request.EnterService, Request.LeaveService, Request.Release],
        },
        { spec: ds.TreatmentSession.spec, read: readTreatmentSession, commands: [] },
        {
            spec: ds.Journal.spec,
            read: readJournal,
            commands: [
                Request.ReadEntry,
                Request.SetTime,
                Request.NoteUpdate,
                Request.ReadMemory,
                Request.PrintMemory,
            ],
        },
    ]
}
