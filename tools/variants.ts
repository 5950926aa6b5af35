/** Variants that the command line may name, and the ones that this repository can build. */
import { Refusal } from "../sim/refusal"
import type { Variant } from "../sim/faults"
import { buildVariant } from "./build"
import type { Build } from "./build"
import { loadManifest } from "./manifest"
import type { VariantName } from "./manifest"

/** Names of the variants in `devicescript.json`. */
export async function variantNames(): Promise<VariantName[]> {
    return Object.keys((await loadManifest()).variants) as VariantName[]
}

/** Builds a variant, or takes it from the cache. Throws `Refusal` for one that the manifest does not have. */
export async function bytecodeOf(variant: Variant, source: string): Promise<Build> {
    const names = await variantNames()
    const name = names.find(known => known === variant)
    if (name !== undefined) return buildVariant(name)
    const expected = `a variant in devicescript.json (${names.join(", ")})`
    throw new Refusal(source, [{ path: "variant", expected, found: JSON.stringify(variant) }])
}
