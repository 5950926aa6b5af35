/** What the host tells a page of an update package that it has checked. */
export interface PackageFacts {
    /** SHA-256 of the file. */
    readonly id: string
    readonly variant: string
    readonly version: string
    readonly counter: number
    readonly programBytes: number
    readonly programSha256: string
    readonly runtime: string
    /** Signed with the key that everybody has. */
    readonly bench: boolean
    readonly key: string
    /** The image for an empty board that belongs to the same release. */
    readonly factory: {
        readonly name: string
        readonly sizeBytes: number
        readonly sha256: string
    } | null
}

/** A program has at most 220 KB, a manifest 64 KB. */
export const packageBytesMax = 1_000_000
