/** `devicescript.json`: the variants of the pen and the limits of a release, checked against its JSON schema. */
import { Ajv2020 } from "ajv/dist/2020"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import schema from "../devicescript.schema.json" with { type: "json" }
import { root } from "./paths"

export type VariantName = "stepper" | "solenoid"

/** One row of the manifest. */
export interface Variant {
    /** Entry point, `src/main*.ts`. */
    readonly entry: string
    /** Board identifier: `boards/<board>.board.json`. */
    readonly board: string
    /** Base name of the factory image. */
    readonly image: string
    /** Promised accuracy of the protrusion, ± µm, for 95 % of pens with 95 % confidence (PEN-FUN-02). */
    readonly depthToleranceUm: number
}

export interface Manifest {
    readonly schema: 1
    readonly variants: Record<VariantName, Variant>
    /** Native runtime that release images are built on. */
    readonly runtime: {
        readonly cli: string
        readonly version: string
        /** Name that the runtime's own release gives the image. */
        readonly file: string
        readonly url: string
        /** Of the image; null while nobody has compared it with its release page. */
        readonly sha256: string | null
    }
    readonly release: {
        /** Rises with every release; a pen does not go back (PEN-SAF-22). */
        readonly counter: number
        readonly allowOlder: boolean
        readonly toolVersionMin: string
    }
    readonly limits: {
        /** Where the code of a release may end at most, bytes; the virtual machine takes 65,536. */
        readonly codeEndBytesMax: number
        /** Bytes of bytecode that a release may have, texts included; the store takes 225,152. */
        readonly bytecodeBytesMax: number
        /** Deepest protrusion the device permits, µm. */
        readonly depthUmMax: number
        /** Deepest protrusion without a deliberate confirmation, µm (PEN-SAF-18). */
        readonly depthUmUnconfirmedMax: number
    }
}

const validate = new Ajv2020({ allErrors: true }).compile<Manifest>(schema)

/** Reads and checks the manifest below `from`. Throws with the path of each offending value. */
export async function loadManifest(from: string = root): Promise<Manifest> {
    const text = await readFile(join(from, "devicescript.json"), "utf8")
    const value: unknown = JSON.parse(text)
    if (validate(value)) return value
    const reasons = (validate.errors ?? []).map(
        error => `  devicescript.json${error.instancePath || "/"}: ${error.message ?? "invalid"}`
    )
    throw new Error(`devicescript.json does not fit its schema:\n${reasons.join("\n")}`)
}
