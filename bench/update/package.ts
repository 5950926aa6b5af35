/** The package that was chosen on this page, and the image for an empty board that belongs to it. */
import { signal } from "@preact/signals"
import { type PackageFacts, packageBytesMax } from "../packagefacts"

/** What the host says of the package; null before one was chosen. */
export const facts = signal<PackageFacts | null>(null)
/** The image, once it is known to be the one that the package names. */
export const image = signal<Uint8Array | null>(null)
/** Why the last file was refused; empty when it was not. */
export const refusal = signal("")

/** Has the host check a package. */
export async function choosePackage(file: File): Promise<void> {
    facts.value = null
    image.value = null
    refusal.value = ""
    if (file.size > packageBytesMax) {
        refusal.value = `${file.name}: expected at most ${packageBytesMax} bytes, found ${file.size}.`
        return
    }
    try {
        const answer = await fetch("/package", { method: "POST", body: await file.arrayBuffer() })
        if (answer.ok) facts.value = (await answer.json()) as PackageFacts
        else refusal.value = await answer.text()
    } catch (error) {
        refusal.value = `${file.name} could not be checked: ${String(error)}`
    }
}

/** Takes an image if it is, to the byte, the one that was signed together with the package. */
export async function chooseImage(file: File): Promise<void> {
    image.value = null
    refusal.value = ""
    const wanted = facts.value?.factory
    if (!wanted) return
    const bytes = new Uint8Array(await file.arrayBuffer())
    const found = await sha256(bytes)
    if (found === wanted.sha256) image.value = bytes
    else
        refusal.value =
            `${file.name}: expected ${wanted.name} with ${wanted.sizeBytes} bytes and SHA-256 ${wanted.sha256}, ` +
            `found ${bytes.length} bytes and ${found}. Take both files from the same release.`
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    return Array.from(digest, byte => byte.toString(16).padStart(2, "0")).join("")
}
