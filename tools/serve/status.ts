/** What a page shows of a pen beside its motion: what the program says, how the knobs stand, what is fitted. */
import type { Status } from "../../bench/messages"
import type { LivePen } from "../../sim/live"
import type { Pacer } from "./pacer"

export function statusOf(live: LivePen, pacer: Pacer): Status {
    const { firmware, world, truth, observer, faults } = live.pen
    const { strokes, strokesUnauthorised, driveOnMs } = observer.figures()
    const { cartridge } = truth
    return {
        state: firmware.state,
        fault: firmware.fault,
        inhibits: firmware.inhibits,
        depthUm: world.panel.depthUm,
        rateHz: world.panel.rateHz,
        pressed: world.panel.triggerDown,
        foot: world.panel.footDown,
        cartridge: truth.seated ? live.lastFitted : "",
        cartridgeMinUm: cartridge?.minUm ?? null,
        cartridgeMaxUm: cartridge?.maxUm ?? null,
        needles: truth.seated ? live.needles : 0,
        beside: truth.seated ? "" : live.lastFitted,
        faults: [...faults].map(([unit, kind]) => ({ unit, kind })),
        strokes,
        strokesUnauthorised,
        driveOnMs: Math.round(driveOnMs),
        // In steps, so that an idle pen has nothing new to tell.
        batteryMv: Math.round(world.plant.batteryMv() / 50) * 50,
        paused: pacer.paused,
        speedPercent: pacer.speedPercent,
    }
}
