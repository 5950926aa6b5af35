/** A package to rehearse updates with: the same program with one letter of a text changed, so it runs as before. */
import { Failed } from "../outcome"
import type { VariantName } from "../manifest"
import { signingKey, trustedKeys } from "../release/keys"
import { decodePackage, encodePackage, formatOf, sha256 } from "../release/package"
import type { Package, PackageManifest } from "../release/package"

/** A text of the program's log, in both variants. */
const TEXT = "lost "

export interface MadePackage {
    readonly content: Uint8Array
    readonly package: Package
}

/** Another program that behaves as `bytecode` does. */
export function changedProgram(bytecode: Uint8Array): Uint8Array<ArrayBuffer> {
    const changed = Buffer.from(bytecode)
    const at = changed.indexOf(TEXT)
    if (at < 0) throw new Failed(`the program has no text "${TEXT}" to change`)
    changed.write(TEXT.toUpperCase(), at)
    return new Uint8Array(changed)
}

/** A package around `bytecode`, signed with the bench key. */
export function rehearsalPackage(
    variant: VariantName,
    bytecode: Uint8Array,
    changes: Partial<PackageManifest> = {}
): MadePackage {
    const key = signingKey()
    const manifest: PackageManifest = {
        schema: 1,
        product: "dermalock-pen",
        variant,
        board: `pen_${variant}`,
        productId: variant === "stepper" ? "0x3d5a1c01" : "0x3d5a1c02",
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
    return { content, package: decodePackage(content, "rehearsal", trustedKeys()) }
}
