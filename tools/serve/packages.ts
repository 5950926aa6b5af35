/** Update packages that a page has handed over: read and checked as `pen update` reads them, and kept while it runs. */
import type { IncomingMessage } from "node:http"
import { type PackageFacts, packageBytesMax } from "../../bench/packagefacts"
import { Refusal, refuse } from "../../sim/refusal"

/** What a page may still want to use; older ones it has to hand over again. */
const KEPT = 4

export class Packages {
    private readonly kept = new Map<string, Uint8Array>()

    /** What a page sent. Throws `Refusal` for anything but a whole package that a trusted key signed. */
    async take(request: IncomingMessage): Promise<PackageFacts> {
        const content = await bodyOf(request)
        // Its schema and keys take a while to load; most pages never hand a package over.
        const { decodePackage, sha256 } = await import("../release/package")
        const { trustedKeys } = await import("../release/keys")
        const { manifest, key } = decodePackage(content, "the package", trustedKeys())
        const id = sha256(content)
        this.kept.delete(id)
        this.kept.set(id, content)
        for (const old of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(old)
        const { variant, version, counter, bytecode, runtime, files } = manifest
        const factory = files.find(({ role }) => role === "factory")
        return {
            id,
            variant,
            version,
            counter,
            programBytes: bytecode.sizeBytes,
            programSha256: bytecode.sha256,
            runtime: runtime.version,
            bench: key.bench,
            key: key.id,
            factory: factory ?? null,
        }
    }

    /** Throws `Refusal` for one that is not kept. */
    contentOf(id: string): Uint8Array {
        const content = this.kept.get(id)
        if (content) return content
        throw refuse("update", "package", "one that was chosen: choose the file again", id)
    }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
    const parts: Buffer[] = []
    let bytes = 0
    for await (const part of request as AsyncIterable<Buffer>) {
        bytes += part.length
        if (bytes > packageBytesMax) {
            const expected = `at most ${packageBytesMax} bytes`
            throw new Refusal("the package", [{ path: "", expected, found: "more" }])
        }
        parts.push(part)
    }
    return new Uint8Array(Buffer.concat(parts))
}
