/**
 * Values of a hazard's scenario that are drawn anew for every seed. In place of any value may stand
 * `{ "from": 60, "to": 150, "step": 10 }`, `{ "oneOf": [...] }` (of values of any sort, whole steps included), or
 * `{ "drawn": "depthUm", "plus": 50 }`, a number that was drawn once under a name and is used in several places.
 */
import { Random } from "../random"
import { refuse } from "../refusal"

/** Neighbouring seeds give neighbouring first numbers: so many are thrown away. */
const WARM_UP = 16

export class Draw {
    private readonly random: Random
    private readonly named = new Map<string, number>()

    /** Every purpose has its own stream, so that one more distraction changes nothing about the cause. */
    constructor(
        private readonly source: string,
        seed: number,
        purpose: string
    ) {
        this.random = new Random(seed, purpose)
        for (let left = WARM_UP; left > 0; left--) this.random.integer(0, 1)
    }

    /** Draws the numbers that are known by a name. Throws `Refusal` for one that is no number. */
    name(draws: Readonly<Record<string, unknown>>): void {
        for (const [name, template] of Object.entries(draws)) {
            const value = this.value(template, `draws.${name}`)
            if (typeof value !== "number")
                throw refuse(this.source, `draws.${name}`, "a number to draw", template)
            this.named.set(name, value)
        }
    }

    /** A copy of `template` in which everything that is to be drawn is drawn. Throws `Refusal`. */
    value(template: unknown, path: string): unknown {
        if (Array.isArray(template))
            return template.map((one, index) => this.value(one, `${path}[${index}]`))
        if (typeof template !== "object" || template === null) return template
        if ("oneOf" in template) return this.choice(template, path)
        if ("from" in template) return this.number(template, path)
        if ("drawn" in template) return this.known(template, path)
        const entries = Object.entries(template)
        return Object.fromEntries(
            entries.map(([key, one]) => [key, this.value(one, `${path}.${key}`)])
        )
    }

    /** Whether something happens that happens in one of `outOf` runs. */
    chance(outOf: number): boolean {
        return this.random.integer(1, outOf) === 1
    }

    /** One of a list that is not empty. */
    of<Value>(list: readonly Value[]): Value {
        return list[this.random.integer(0, list.length - 1)]!
    }

    whole(from: number, to: number): number {
        return this.random.integer(from, to)
    }

    private choice(template: object, path: string): unknown {
        const { oneOf, ...rest } = template as { oneOf: unknown }
        if (!Array.isArray(oneOf) || oneOf.length === 0 || Object.keys(rest).length > 0)
            throw refuse(this.source, path, "oneOf alone, with a list of values", template)
        return this.value(oneOf[this.random.integer(0, oneOf.length - 1)], `${path}.oneOf`)
    }

    private number(template: object, path: string): number {
        const { from, to, step = 1, ...rest } = template as Record<string, unknown>
        const whole = [from, to, step].every(Number.isInteger)
        const count = ((to as number) - (from as number)) / (step as number)
        if (!whole || count < 0 || !Number.isInteger(count) || Object.keys(rest).length > 0)
            throw refuse(this.source, path, "whole numbers from, to and step that fit", template)
        return (from as number) + this.random.integer(0, count) * (step as number)
    }

    private known(template: object, path: string): number {
        const { drawn, plus = 0, ...rest } = template as Record<string, unknown>
        const value = this.named.get(String(drawn))
        if (value === undefined || typeof plus !== "number" || Object.keys(rest).length > 0) {
            const names = [...this.named.keys()].join(", ")
            throw refuse(this.source, path, `the name of a draw (${names}), and plus`, template)
        }
        return value + plus
    }
}
