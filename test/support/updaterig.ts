/** A simulated pen with a program in flash, the tool's records of it, and packages to update it with. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { signingKey, trustedKeys } from "../../tools/release/keys"
import { decodePackage, encodePackage, formatOf, sha256 } from "../../tools/release/package"
import type { Package, PackageManifest } from "../../tools/release/package"
import { PenLink } from "../../tools/update/link"
import { Records } from "../../tools/update/records"
import { SimPort } from "../../tools/update/simport"
import type { UpdateContext } from "../../tools/update/update"
import { bytecodeOf } from "./bytecode"

export const oldProgram = bytecodeOf.stepper

/** The same program with another text in it: another SHA-256, and still a program that runs. */
export function newProgram(): Uint8Array<ArrayBuffer> {
    const changed = Buffer.from(oldProgram)
    const at = changed.indexOf("lost ")
    if (at < 0) throw new Error("the program has no text to change")
    changed.write("Lost ", at)
    return new Uint8Array(changed)
}

const key = signingKey()
export const trusted = trustedKeys()

export interface MadePackage {
    readonly content: Uint8Array
    readonly package: Package
}

/** A signed package around a program. */
export function packageOf(
    bytecode: Uint8Array,
    changes: Partial<PackageManifest> = {}
): MadePackage {
    const manifest: PackageManifest = {
        schema: 1,
        product: "dermalock-pen",
        variant: "stepper",
        board: "pen_stepper",
        productId: "0x3d5a1c01",
        architecture: "esp32c3",
        version: "0.1.0",
        counter: 2,
        allowOlder: false,
        toolVersionMin: "0.1.0",
        runtime: { version: "2.16.1", sha256: null },
        bytecode: {
            sizeBytes: bytecode.length,
            sha256: sha256(bytecode),
            format: formatOf(bytecode),
        },
        files: [],
        signer: { id: key.id, bench: true },
        ...changes,
    }
    const content = encodePackage(manifest, bytecode, key)
    return { content, package: decodePackage(content, "test", trusted) }
}

const machine = new Machine()

export class UpdateRig {
    readonly folder = mkdtempSync(join(tmpdir(), "dermalock-update-"))
    readonly steps: string[] = []

    private constructor(readonly pen: Pen) {}

    static async make(seed = 1, program: Uint8Array = oldProgram): Promise<UpdateRig> {
        const pen = await Pen.make({ seed, bytecode: program, machine })
        pen.powerOn()
        pen.runUntil(3000)
        return new UpdateRig(pen)
    }

    /** A tool that has just been started. Whatever an earlier one knew is on disk. */
    tool(good?: Package): UpdateContext & { port: SimPort; records: Records } {
        const port = new SimPort(this.pen, "stepper")
        const records = Records.open(this.folder, "pen")
        const hooks = {
            step: (step: string) => this.steps.push(step),
            progress: () => undefined,
        }
        const link = new PenLink(port)
        return { port, link, records, hooks, ...(good ? { good } : {}) }
    }

    close(): void {
        rmSync(this.folder, { recursive: true })
    }
}
