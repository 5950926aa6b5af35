/** Scenario steps, states and figures in the words of a person at the bench. */
import pc from "picocolors"
import type { DescribedCartridge, Scenario, Step } from "../sim/scenario"

/** A depth of whole µm in mm; three digits only where the third says something. */
export function millimetres(um: number): string {
    const digits = Math.round(um) % 10 === 0 ? 2 : 3
    return `${(um / 1000).toFixed(digits)} mm`
}

/** A duration in ms with at most one digit behind the point. */
export function milliseconds(ms: number): string {
    return `${Number(ms.toFixed(1))} ms`
}

/** What a step does, as a person would say it. */
export function stepText(step: Step, scenario: Scenario): string {
    switch (step.do) {
        case "insert":
            return `cartridge ${step.cartridge} fitted${cartridgeText(scenario, step.cartridge)}`
        case "remove":
            return "cartridge pulled out"
        case "latch_bounce":
            return `cartridge latch bounces for ${step.ms} ms`
        case "set_depth":
            return `depth knob turned to ${millimetres(step.um)}`
        case "set_rate":
            return `rate knob turned to ${step.hz} Hz`
        case "confirm_deep":
            return "deep setting confirmed"
        case "acknowledge":
            return "checklist acknowledged"
        case "press":
            return "trigger pressed"
        case "release":
            return "trigger released"
        case "foot":
            return `foot switch: contact a ${pressed(step.a)}, contact b ${pressed(step.b)}`
        case "clear_fault":
            return "clear key pressed"
        case "profile":
            return `profile ${step.name} chosen`
        case "power_cut":
            return `power cut for ${step.offMs} ms`
        default:
            return disturbanceText(step)
    }
}

type Disturbance = Extract<
    Step,
    {
        do: "fault" | "heal" | "force" | "glide" | "service" | "redeploy" | "vm_hang" | "vm_panic"
    }
>

function disturbanceText(step: Disturbance): string {
    switch (step.do) {
        case "fault": {
            const until = step.forMs === undefined ? "" : ` for ${step.forMs} ms`
            const value = step.value === undefined ? "" : ` (${step.value})`
            return `fault injected: ${step.unit} ${step.kind}${value}${until}`
        }
        case "heal":
            return `fault healed: ${step.unit}`
        case "force":
            return `pressed on the skin with ${step.mN} mN`
        case "glide":
            return `glides at ${(step.umPerS / 1000).toFixed(1)} mm/s towards ${step.deg}°`
        case "service":
            return `packet to service ${step.service}: ${step.register ?? step.command ?? ""}`
        case "redeploy":
            return "program redeployed"
        case "vm_hang":
            return `program hangs for ${step.forMs} ms`
        case "vm_panic":
            return "program panics"
    }
}

function pressed(down: boolean): string {
    return down ? "down" : "up"
}

function cartridgeText(scenario: Scenario, name: string): string {
    const cartridge = scenario.cartridges[name]
    if (!cartridge) return ""
    if ("memory" in cartridge) return ` (image ${cartridge.image})`
    return ` (${cartridge.kind}, ${depthsText(cartridge)}${defectsText(cartridge)})`
}

function depthsText(cartridge: DescribedCartridge): string {
    if ("lengthUm" in cartridge) return millimetres(cartridge.lengthUm)
    return `${millimetres(cartridge.minUm)} to ${millimetres(cartridge.maxUm)}`
}

function defectsText(cartridge: DescribedCartridge): string {
    const defects = [
        cartridge.used ? "used" : "",
        cartridge.crc === "bad" ? "bad checksum" : "",
        cartridge.tag === "good" ? "" : `tag ${cartridge.tag}`,
        cartridge.version === 1 ? "" : `version ${cartridge.version}`,
        cartridge.cloneOf === undefined ? "" : `clone of ${cartridge.cloneOf}`,
    ].filter(defect => defect !== "")
    return defects.length > 0 ? `; ${defects.join(", ")}` : ""
}

type Paint = (text: string) => string

/** The colour of a state: green works, yellow waits, red is wrong. */
export function statePaint(state: string): Paint {
    const paints: Record<string, Paint> = {
        Ready: pc.cyan,
        Arming: pc.blue,
        Running: pc.green,
        Stopping: pc.magenta,
        Locked: pc.yellow,
        Faulted: pc.red,
    }
    return paints[state] ?? pc.dim
}
