/**
 * An update package: one file that a technician carries. Nothing in it is trusted before its signature is right.
 *
 *     8 bytes   "PENPKG1\n"
 *     4 bytes   length of the manifest, little endian
 *               manifest, JSON (package.schema.json)
 *    64 bytes   Ed25519 signature of everything above
 *               bytecode; its size and SHA-256 stand in the manifest, and nothing follows it
 */
import { Ajv2020 } from "ajv/dist/2020"
import { createHash, sign, verify } from "node:crypto"
import { refuse } from "../../sim/refusal"
import type { VariantName } from "../manifest"
import type { SigningKey, TrustedKey } from "./keys"
import schema from "./package.schema.json" with { type: "json" }

const MAGIC = new TextEncoder().encode("PENPKG1\n")
const HEADER_BYTES = MAGIC.length + 4
const SIGNATURE_BYTES = 64
const MANIFEST_BYTES_MAX = 65_536

export interface ReleaseFile {
    readonly name: string
    readonly role: "store" | "factory" | "sbom"
    readonly sizeBytes: number
    readonly sha256: string
}

export interface PackageManifest {
    readonly schema: 1
    readonly product: "dermalock-pen"
    readonly variant: VariantName
    readonly board: string
    readonly productId: string
    readonly architecture: "esp32c3"
    readonly version: string
    readonly counter: number
    readonly allowOlder: boolean
    readonly toolVersionMin: string
    readonly runtime: { readonly version: string; readonly sha256: string | null }
    readonly bytecode: {
        readonly sizeBytes: number
        readonly sha256: string
        /** Version of the bytecode format, which the runtime checks. */
        readonly format: string
    }
    readonly files: readonly ReleaseFile[]
    readonly signer: { readonly id: string; readonly bench: boolean }
}

export interface Package {
    readonly manifest: PackageManifest
    readonly bytecode: Uint8Array<ArrayBuffer>
    /** Which of the trusted keys signed it. */
    readonly key: TrustedKey
}

const validate = new Ajv2020({ allErrors: true }).compile<PackageManifest>(schema)

export function sha256(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex")
}

/** Version of the bytecode's format, from its header (devs_bytecode.h, `DEVS_IMG_VERSION`). */
export function formatOf(bytecode: Uint8Array): string {
    return `${bytecode[11]}.${bytecode[10]}.${bytecode[8]! | (bytecode[9]! << 8)}`
}

/** Writes and signs a package. The same manifest, bytecode and key give the same bytes. */
export function encodePackage(
    manifest: PackageManifest,
    bytecode: Uint8Array,
    key: SigningKey
): Uint8Array<ArrayBuffer> {
    const text = new TextEncoder().encode(`${JSON.stringify(manifest, null, 4)}\n`)
    const header = new Uint8Array(HEADER_BYTES)
    header.set(MAGIC)
    new DataView(header.buffer).setUint32(MAGIC.length, text.length, true)
    const signed = Buffer.concat([header, text])
    const signature = sign(null, signed, key.privateKey)
    return new Uint8Array(Buffer.concat([signed, signature, bytecode]))
}

/** Reads a package and checks all of it. Throws `Refusal` with the first thing that is wrong. */
export function decodePackage(
    bytes: Uint8Array,
    source: string,
    trusted: readonly TrustedKey[]
): Package {
    const end = signedBytes(bytes, source)
    const signed = bytes.subarray(0, end)
    const signature = bytes.subarray(end, end + SIGNATURE_BYTES)
    const key = trusted.find(one => verify(null, signed, one.publicKey, signature))
    if (!key) {
        const known = trusted.map(one => one.id).join(", ")
        const expected = `one by a trusted key (${known}); --trust names another`
        throw refuse(source, "signature", expected, "none of them: damaged, or signed by another")
    }
    const manifest = parseManifest(signed.subarray(HEADER_BYTES), source)
    if (manifest.signer.id !== key.id)
        throw refuse(source, "signer.id", `the key that signed it, ${key.id}`, manifest.signer.id)
    const bytecode = new Uint8Array(bytes.subarray(end + SIGNATURE_BYTES))
    if (bytecode.length !== manifest.bytecode.sizeBytes) {
        const expected = `${manifest.bytecode.sizeBytes} bytes of bytecode; copy the file again`
        throw refuse(source, "", expected, bytecode.length)
    }
    if (sha256(bytecode) !== manifest.bytecode.sha256) {
        const expected = `SHA-256 ${manifest.bytecode.sha256}; copy the file again`
        throw refuse(source, "bytecode", expected, sha256(bytecode))
    }
    if (formatOf(bytecode) !== manifest.bytecode.format)
        throw refuse(source, "bytecode.format", manifest.bytecode.format, formatOf(bytecode))
    return { manifest, bytecode, key }
}

/** Length of the signed part. */
function signedBytes(bytes: Uint8Array, source: string): number {
    if (bytes.length < HEADER_BYTES || !MAGIC.every((byte, index) => bytes[index] === byte))
        throw refuse(source, "", "a package that `pen release` wrote", "another kind of file")
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = view.getUint32(MAGIC.length, true)
    const end = HEADER_BYTES + length
    if (length > MANIFEST_BYTES_MAX || bytes.length < end + SIGNATURE_BYTES)
        throw refuse(source, "", "a whole package; copy the file again", `${bytes.length} bytes`)
    return end
}

function parseManifest(bytes: Uint8Array, source: string): PackageManifest {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (validate(value)) return value
    const error = validate.errors?.[0]
    const path = (error?.instancePath ?? "").slice(1).replaceAll("/", ".")
    throw refuse(source, path, `a manifest that ${error?.message ?? "fits its schema"}`, value)
}
