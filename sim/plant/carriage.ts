/** What moves the carriage: a lead screw that holds itself, or a plunger against its spring. */

/** What presses the carriage inward, N, and whether a cartridge is in the nose. */
export interface CarriageLoad {
    springN: number
    /** Skin that the needles push against at this instant. */
    skinN: number
    fitted: boolean
}

export interface Carriage {
    /** What it is, in the words of a scenario's faults. */
    readonly unit: "leadScrew" | "plunger"
    /** Where the carriage is, µm; the coordinate of every depth, 0 = tips of a nominal cartridge flush. */
    readonly carriageUm: number
    /** What it draws from the battery, mA. */
    readonly supplyMa: number
    /** Whether it neither moves nor has anything that could move it until an instant not before now. */
    standsUntil(toUs: number): boolean
    /** Stands, and goes on standing until it is disturbed. */
    readonly rests: boolean
    /** Something that it depends on was touched: it may not stand any more. */
    disturb(): void
    /** One substep of at most 200 µs, ending at `endUs`. */
    step(endUs: number, dtUs: number, load: CarriageLoad): void
    /** The load changes at once, with no time passing. */
    reload(load: CarriageLoad): void
    /** Time passes in which it stands still. */
    rest(dtUs: number): void
    /** The clock has reached an instant at which everything that watches the carriage looks. */
    look(): void
    /** Makes it fail, or heals it. Throws for what means nothing to it. */
    fail(unit: string, kind: string, value?: number): void
    heal(): void
}
