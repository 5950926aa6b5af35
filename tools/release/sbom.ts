/** What a pen's software consists of, as CycloneDX says it; no time and no random number, so the same every time. */
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library"
import type { VariantName } from "../manifest"

export interface SbomInput {
    readonly variant: VariantName
    readonly version: string
    readonly bytecodeSha256: string
    readonly cliVersion: string
    readonly runtimeVersion: string
    readonly runtimeSha256: string | null
}

/** Bill of materials, CycloneDX 1.6, JSON. */
export function sbom(input: SbomInput): string {
    const bom = new Models.Bom()
    const pen = component(Enums.ComponentType.Firmware, "dermalock-pen", input.version, "MIT")
    pen.hashes.set(Enums.HashAlgorithm["SHA-256"], input.bytecodeSha256)
    pen.properties.add(new Models.Property("dermalock:variant", input.variant))
    bom.metadata.component = pen
    bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build)
    const libraries = component(
        Enums.ComponentType.Library,
        "@devicescript/core",
        input.cliVersion,
        "MIT"
    )
    const compiler = component(
        Enums.ComponentType.Application,
        "@devicescript/cli",
        input.cliVersion,
        "MIT"
    )
    compiler.purl = `pkg:npm/%40devicescript/cli@${input.cliVersion}`
    compiler.scope = Enums.ComponentScope.Excluded
    const runtime = component(
        Enums.ComponentType.Firmware,
        "devicescript-esp32",
        input.runtimeVersion,
        "MIT"
    )
    runtime.purl = `pkg:github/microsoft/devicescript-esp32@v${input.runtimeVersion}`
    if (input.runtimeSha256 !== null)
        runtime.hashes.set(Enums.HashAlgorithm["SHA-256"], input.runtimeSha256)
    for (const part of [libraries, compiler, runtime]) {
        bom.components.add(part)
        pen.dependencies.add(part.bomRef)
    }
    const serializer = new Serialize.JsonSerializer(
        new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)
    )
    return `${serializer.serialize(bom, { sortLists: true, space: 4 })}\n`
}

function component(
    type: Enums.ComponentType,
    name: string,
    version: string,
    licence: string
): Models.Component {
    const made = new Models.Component(type, name, { version, bomRef: `${name}@${version}` })
    made.licenses.add(new Models.SpdxLicense(licence))
    return made
}
