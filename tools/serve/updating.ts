/** The field update of the pen behind the page: the same steps as `pen update`, told to whoever looks. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { UpdateTold } from "../../bench/messages"
import type { Pen } from "../../sim/pen"
import { LivePort } from "../bus/liveport"
import { Failed } from "../failed"
import { versionOf } from "../paths"
import { trustedKeys } from "../release/keys"
import { decodePackage, type Package } from "../release/package"
import { PenLink } from "../update/link"
import { Records, type Step } from "../update/records"
import { checkFit, update } from "../update/update"

const noAnswer =
    "No pen answers. Take its cartridge out: its USB data lines are closed only then. " +
    "A pen that does not start has lost its program: begin a new one."

/** Progress is told in so many parts. */
const PARTS = 50

export interface Updating {
    readonly pen: Pen
    readonly content: Uint8Array
    readonly tell: (told: UpdateTold) => void
    /** False once the pen was given away. */
    readonly isThere: () => boolean
}

/** Carries an update out, and tells how it ends; nothing that goes wrong is thrown. */
export async function updateLive(updating: Updating): Promise<void> {
    const steps: { step: string; note?: string }[] = []
    let part = -1
    const tell = (end: UpdateTold["end"]): void => {
        const told = { steps: [...steps], percent: part < 0 ? null : (part * 100) / PARTS, end }
        if (updating.isThere()) updating.tell(told)
    }
    const folder = mkdtempSync(join(tmpdir(), "dermalock-bench-"))
    try {
        tell(null)
        const given = decodePackage(updating.content, "the package", trustedKeys())
        const hooks = {
            step: (step: Step, note?: string): void => {
                // Where the files of this one update lie is nothing for whoever looks: they go with it.
                const told = step === "saved" ? "journal and calibration" : note
                steps.push({ step, ...(told === undefined ? {} : { note: told }) })
                tell(null)
            },
            progress: (bytes: number): void => {
                const now = Math.floor((bytes / given.bytecode.length) * PARTS)
                if (now === part) return
                part = now
                tell(null)
            },
        }
        await carryOut(updating, given, folder, hooks)
        const { version, counter } = given.manifest
        const text = `Updated to ${version} (counter ${counter}): read back, started, self-test passed.`
        tell({ ok: true, text })
    } catch (error) {
        tell({ ok: false, text: error instanceof Error ? error.message : String(error) })
    } finally {
        rmSync(folder, { recursive: true, force: true })
    }
}

async function carryOut(
    { pen, isThere, content }: Updating,
    given: Package,
    folder: string,
    hooks: { step: (step: Step, note?: string) => void; progress: (bytes: number) => void }
): Promise<void> {
    const records = Records.open(folder, "pen")
    const port = new LivePort(pen, isThere)
    const link = new PenLink(port)
    try {
        const status = await link.find()
        if (!status) throw new Failed(noAnswer)
        checkFit(given, status, 0, await versionOf(), "the package")
        await update({ link, records, hooks }, given, content, status)
    } finally {
        records.close()
        await link.close()
    }
}
