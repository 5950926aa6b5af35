/**
 * Keys that sign packages: Ed25519, in PEM files. The public keys in `keys/` are trusted; the private half of the
 * bench key lies beside them for everybody to see, so whatever it signed says nothing about who made it.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto"
import type { KeyObject } from "node:crypto"
import { chmodSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { refuse } from "../../sim/refusal"
import { root } from "../paths"

export interface SigningKey {
    readonly privateKey: KeyObject
    /** First 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
    readonly id: string
    readonly bench: boolean
}

export interface TrustedKey {
    readonly publicKey: KeyObject
    readonly id: string
    readonly bench: boolean
    readonly file: string
}

const keyFolder = join(root, "keys")
const benchFile = join(keyFolder, "bench-only.pem")

export const benchWarning =
    "BENCH ONLY: signed with the public bench key; anybody could have made this package."

/** Names a key by its public half. */
function idOf(publicKey: KeyObject): string {
    const der = publicKey.export({ type: "spki", format: "der" })
    return createHash("sha256").update(der).digest("hex").slice(0, 16)
}

/** Reads a private key; the bench key when no file is named. Throws `Refusal`. */
export function signingKey(file: string = benchFile): SigningKey {
    const expected = "a private Ed25519 key in PEM, as `pen keys new` writes it"
    let privateKey: KeyObject
    try {
        privateKey = createPrivateKey(readFileSync(file))
    } catch (error) {
        throw refuse(file, "", expected, error instanceof Error ? error.message : String(error))
    }
    if (privateKey.asymmetricKeyType !== "ed25519")
        throw refuse(file, "", expected, privateKey.asymmetricKeyType)
    const id = idOf(createPublicKey(privateKey))
    return { privateKey, id, bench: id === benchKeyId() }
}

/** Identifier of the bench key. */
export function benchKeyId(): string {
    return idOf(createPublicKey(readFileSync(benchFile)))
}

/** Keys that an update may be signed with: those in `keys/`, and the named files. Throws `Refusal`. */
export function trustedKeys(files: readonly string[] = []): TrustedKey[] {
    const kept = readdirSync(keyFolder)
        .filter(name => name.endsWith(".pem"))
        .sort()
        .map(name => join(keyFolder, name))
    return [...kept, ...files].map(publicPart)
}

/** The public part of a key file, whichever half it holds. */
export function publicPart(file: string): TrustedKey {
    const expected = "an Ed25519 key in PEM"
    try {
        const publicKey = createPublicKey(readFileSync(file))
        if (publicKey.asymmetricKeyType !== "ed25519")
            throw new Error(`a key of type ${publicKey.asymmetricKeyType ?? "none"}`)
        const id = idOf(publicKey)
        return { publicKey, id, bench: id === benchKeyId(), file }
    } catch (error) {
        throw refuse(file, "", expected, error instanceof Error ? error.message : String(error))
    }
}

/** Makes a new pair: the private key for its owner's eyes only, and beside it the public one. */
export function newKey(file: string): { id: string; publicFile: string } {
    const inside = relative(root, resolve(file))
    if (!inside.startsWith("..") && !inside.startsWith(".pen"))
        throw refuse(file, "", "a place outside the repository, where no commit can take it", file)
    const publicFile = `${file}.pub.pem`
    const { privateKey, publicKey } = generateKeyPairSync("ed25519")
    try {
        const pem = privateKey.export({ type: "pkcs8", format: "pem" })
        writeFileSync(file, pem, { flag: "wx", mode: 0o600 })
        chmodSync(file, 0o600)
        writeFileSync(publicFile, publicKey.export({ type: "spki", format: "pem" }), { flag: "wx" })
    } catch (error) {
        const found = error instanceof Error ? error.message : String(error)
        throw refuse(file, "", "a new file in a folder that can be written", found)
    }
    return { id: idOf(publicKey), publicFile }
}
