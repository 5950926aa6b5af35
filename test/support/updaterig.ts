/** A simulated pen with a program in flash, the tool's records of it, and packages to update it with. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import type { VariantName } from "../../tools/manifest"
import type { Package, PackageManifest } from "../../tools/release/package"
import { PenLink, type PenStatus } from "../../tools/update/link"
import { Records } from "../../tools/update/records"
import { changedProgram, type MadePackage, rehearsalPackage } from "../../tools/update/rehearsal"
import { SimPort } from "../../tools/bus/simport"
import type { UpdateContext } from "../../tools/update/update"
import { bytecodeOf } from "./bytecode"

export const oldProgram = bytecodeOf.stepper
export const newProgram = changedProgram(oldProgram)

/** A signed package for the stepper pen. */
export function packageOf(
    bytecode: Uint8Array,
    changes: Partial<PackageManifest> = {}
): MadePackage {
    return rehearsalPackage("stepper", bytecode, changes)
}

const machine = new Machine()

export interface Tool extends UpdateContext {
    readonly port: SimPort
    readonly records: Records
}

export class UpdateRig {
    readonly folder = mkdtempSync(join(tmpdir(), "dermalock-update-"))
    readonly steps: string[] = []

    private constructor(readonly pen: Pen) {}

    /** A pen that has been on for 3 s; `remember` gives its memory a past. */
    static async make(
        program: Uint8Array = oldProgram,
        remember: (memory: Uint8Array) => unknown = () => undefined,
        variant: VariantName = "stepper"
    ): Promise<UpdateRig> {
        const pen = await Pen.make({ seed: 1, variant, bytecode: program, machine })
        remember(pen.memory)
        pen.powerOn()
        pen.runUntil(3000)
        return new UpdateRig(pen)
    }

    /** A tool that has just been started. Whatever an earlier one knew is on disk. */
    tool(good?: Package): Tool {
        const port = new SimPort(this.pen)
        const records = Records.open(this.folder, "pen")
        const hooks = {
            step: (step: string) => {
                this.steps.push(step)
            },
            progress: () => undefined,
        }
        const link = new PenLink(port)
        return { port, link, records, hooks, ...(good ? { good } : {}) }
    }

    /** A tool that has found the pen. */
    async found(good?: Package): Promise<{ tool: Tool; status: PenStatus }> {
        const tool = this.tool(good)
        const status = await tool.link.find()
        if (!status) throw new Error("no pen answers")
        return { tool, status }
    }

    close(): void {
        rmSync(this.folder, { recursive: true })
    }
}
