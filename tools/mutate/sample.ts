/** A seeded choice of mutations. */
import { Random } from "../../sim/random"

/** `count` of `all`, each as likely as any other, in their own order; all of them if there are not more. */
export function sample<Item>(all: readonly Item[], count: number, seed: number): Item[] {
    const random = new Random(seed, "mutations")
    const left = all.map((_, index) => index)
    const chosen: number[] = []
    while (chosen.length < count && left.length > 0) {
        const [index] = left.splice(random.integer(0, left.length - 1), 1)
        chosen.push(index!)
    }
    return chosen.sort((one, other) => one - other).map(index => all[index]!)
}
