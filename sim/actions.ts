/** The actions of a scenario, as what they do to the simulated world. None of them reaches the firmware directly. */
import { Ds2431 } from "./chips/ds2431"
import { disturbed } from "./disturbance"
import { healFault, injectFault } from "./inject"
import type { PanelKey } from "./panel"
import type { Pen } from "./pen"
import type { Scenario, Step } from "./scenario"
import { refuseStep } from "./scenario"
import { saidBy, say, type ServiceStep } from "./servicestep"
import { trueCartridge } from "./truth"

/** How long a finger stays on a key. */
const KEY_MS = 120

/** Steps whose hardware is not fitted yet: what they wait for. */
const LATER: Partial<Record<Step["do"], string>> = {
    profile: "a pen with treatment profiles; this one has none yet",
    force: "a pen with a contact force sensor; this one has none yet",
    glide: "a pen with a glide sensor; this one has none yet",
}

/** Refuses what this pen cannot do, before anything has run. */
export function checkSteps(scenario: Scenario): void {
    for (const step of scenario.steps) {
        const why = LATER[step.do]
        if (why !== undefined) throw refuseStep(scenario, step, why)
        if (step.do === "service") checkService(scenario, step)
    }
}

function checkService(scenario: Scenario, step: ServiceStep): void {
    try {
        saidBy(step)
    } catch (error) {
        if (error instanceof RangeError) throw refuseStep(scenario, step, error.message)
        throw error
    }
}

/** Does one step now. */
export function act(pen: Pen, scenario: Scenario, step: Step): void {
    const { world, truth, observer } = pen
    switch (step.do) {
        case "insert":
            insert(pen, scenario, step.cartridge)
            break
        case "remove":
            remove(pen)
            break
        case "latch_bounce":
            observer.cause(step.do)
            world.plant.latch.bounce(step.ms)
            break
        case "set_depth":
            setDepth(pen, step.um)
            break
        case "set_rate":
            world.panel.rateHz = step.hz
            break
        case "confirm_deep":
            pressKey(pen, "confirm")
            truth.confirmedUm = truth.depthUm
            break
        case "acknowledge":
            pressKey(pen, "acknowledge")
            truth.acknowledged = truth.seated
            break
        case "clear_fault":
            pressKey(pen, "clear")
            break
        case "press":
        case "release":
        case "foot":
            moveTrigger(pen, scenario, step)
            break
        case "power_cut":
            powerCut(pen, step.offMs)
            break
        case "fault":
            observer.cause(`${step.unit}.${step.kind}`)
            injectFault(pen, step.unit, step.kind, step.value)
            if (step.forMs !== undefined)
                pen.clock.after(step.forMs * 1000, () => healFault(pen, step.unit))
            break
        case "heal":
            healFault(pen, step.unit)
            break
        case "service":
            observer.cause(step.do)
            say(pen, step)
            break
        case "redeploy":
            observer.cause(step.do)
            pen.redeploy()
            break
        case "vm_hang":
            observer.cause(step.do)
            pen.mcu.hang(step.forMs * 1000)
            break
        case "vm_panic":
            observer.cause(step.do)
            pen.mcu.panic()
            break
        default:
            throw refuseStep(scenario, step, LATER[step.do] ?? "an action that this pen knows")
    }
    observer.truthChanged()
}

function insert(pen: Pen, scenario: Scenario, name: string): void {
    const { world, truth } = pen
    if (truth.seated) remove(pen)
    const image = truth.singleUse.image(scenario, name)
    const described = scenario.cartridges[name]
    const isImage = described === undefined || "memory" in described
    const stays = pen.memoryStays ? pen.lastMemory : undefined
    const { rom } = image
    const readAs = (held: Uint8Array): Uint8Array =>
        pen.disturbance.record ? disturbed(held, rom, pen.disturbance) : held
    const memory = stays ?? new Ds2431({ rom, memory: image.memory, clock: pen.clock, readAs })
    pen.cartridge = pen.lastMemory = memory
    world.wire.plug(memory)
    world.plant.insert({
        tipOffsetUm: isImage ? 0 : described.tipOffsetUm,
        needles: isImage ? 12 : described.needles,
    })
    truth.cartridge = trueCartridge(scenario, name)
    truth.singleUse.fit(name, truth.cartridge?.ratedStrokes ?? Infinity)
    truth.seated = true
    truth.acknowledged = false
}

function remove(pen: Pen): void {
    const { world, truth, observer } = pen
    if (!truth.seated) return
    observer.cause("remove")
    world.wire.unplug()
    world.plant.remove()
    pen.cartridge = undefined
    truth.cartridge = null
    truth.singleUse.takeOut()
    truth.seated = false
    truth.acknowledged = false
}

function setDepth(pen: Pen, um: number): void {
    const { truth, observer, world } = pen
    if (um === truth.depthUm) return
    observer.cause("set_depth")
    observer.settingLeft(truth.depthUm)
    world.panel.depthUm = um
    truth.depthUm = um
}

type TriggerStep = Extract<Step, { do: "press" | "release" | "foot" }>

/** Brings the trigger's line to where button and foot switch have it. */
function moveTrigger(pen: Pen, scenario: Scenario, step: TriggerStep): void {
    const { world, truth, observer } = pen
    if (step.do === "foot") {
        world.panel.hold("footA", step.a)
        world.panel.hold("footB", step.b)
    } else world.panel.triggerDown = step.do === "press"
    const toggles = scenario.pen.triggerMode === "toggle"
    const level = world.panel.triggerLevel
    const down = level === 0
    const pressed = down && world.chain.trigger.high
    // Pressed while strokes are permitted, it asks for their end; a pen that stopped by itself is asked to start.
    const toggled = pressed ? !(truth.asking && world.chain.strokeSafe.high) : truth.asking
    const asking = toggles ? toggled : down
    if (truth.asking && !asking) observer.cause(step.do)
    truth.asking = asking
    world.chain.trigger.set(level)
}

function pressKey(pen: Pen, key: PanelKey): void {
    pen.world.panel.hold(key, true)
    pen.clock.after(KEY_MS * 1000, () => pen.world.panel.hold(key, false))
}

function powerCut(pen: Pen, offMs: number): void {
    pen.observer.cause("power_cut")
    pen.truth.acknowledged = false
    pen.powerOff()
    pen.clock.after(offMs * 1000, () => pen.powerOn())
}
