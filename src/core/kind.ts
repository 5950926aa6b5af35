/** Cartridge kinds as numbered in the record (PEN-FUN-06, `docs/cartridge.md`). */
export enum Kind {
    Unknown = 0,
    /** Takes every depth from its minimum to its maximum. */
    Adjustable = 1,
    /** Needles of one length: the depth must equal it. */
    Fixed = 2,
    /** Never protrudes beyond `NANO_MAX_UM`. */
    Nano = 3,
    /** A roller head: recognised, checked and logged, never driven. */
    Roller = 4,
}

/** The name of a kind as scenarios write it, or "unknown". */
export function kindName(kind: number): string {
    switch (kind) {
        case Kind.Adjustable:
            return "adjustable"
        case Kind.Fixed:
            return "fixed"
        case Kind.Nano:
            return "nano"
        case Kind.Roller:
            return "roller"
        default:
            return "unknown"
    }
}
