/**
 * The cartridges of a scenario as things: each has one memory for its whole life, and is used once. Kept beside the
 * firmware, from the strokes that the plant made.
 */
import { type CartridgeImage, cartridgeImage } from "./cartridgeimage"
import type { Scenario } from "./scenario"

/** A worn cartridge is noticed within a second at the highest rate. */
const WORN_SLACK_STROKES = 150
const MINUTE_US = 60_000_000

interface Used {
    strokes: number
    ratedStrokes: number
    /** When its first stroke was made. */
    openedUs: number
    /** It has left the pen, or the pen its program, since. */
    left: boolean
}

export class SingleUse {
    private readonly images = new Map<string, CartridgeImage>()
    private readonly used = new Map<string, Used>()
    private fitted: string | null = null
    private ratedStrokes = Infinity

    /** `windowMinutes`: how long after its first stroke the same pen may take a cartridge again; 0 = never. */
    constructor(private readonly windowMinutes: number) {}

    /** The chip in the cartridge `name`, with whatever was burnt into it before. */
    image(scenario: Scenario, name: string): CartridgeImage {
        const known = this.images.get(name)
        if (known) return known
        const image = cartridgeImage(scenario, name)
        this.images.set(name, image)
        return image
    }

    fit(name: string, ratedStrokes: number): void {
        this.fitted = name
        this.ratedStrokes = ratedStrokes
    }

    /** The cartridge was taken out; whoever has made strokes with it must not go on with it. */
    takeOut(): void {
        this.interrupt()
        this.fitted = null
    }

    /** The pen has lost sight of its cartridge: its supply or its program was gone. */
    interrupt(): void {
        const used = this.fitted === null ? undefined : this.used.get(this.fitted)
        if (used) used.left = true
    }

    stroke(nowUs: number): void {
        if (this.fitted === null) return
        const used = this.used.get(this.fitted)
        if (used) used.strokes++
        else
            this.used.set(this.fitted, {
                strokes: 1,
                ratedStrokes: this.ratedStrokes,
                openedUs: nowUs,
                left: false,
            })
    }

    /** Whether the fitted cartridge may make strokes, as far as its earlier ones go. */
    permits(nowUs: number): boolean {
        const used = this.fitted === null ? undefined : this.used.get(this.fitted)
        if (!used) return this.ratedStrokes > 0
        if (used.strokes > used.ratedStrokes + WORN_SLACK_STROKES) return false
        return !used.left || nowUs - used.openedUs < this.windowMinutes * MINUTE_US
    }
}
