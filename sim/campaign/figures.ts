/**
 * Figures of the plant that say how badly somebody was hurt. Each installs what it needs in one pen and reports to
 * its gauge whenever it rises. Nothing here asks the firmware.
 */
import type { Pen } from "../pen"
import { RESERVE_PERCENT } from "../plant/battery"
import type { Gauge } from "./gauge"

/** When the cause fell. */
export interface CauseTime {
    /** µs since power-on; Infinity before. */
    atUs: number
}

interface Figure {
    readonly unit: string
    readonly what: string
    watch(pen: Pen, gauge: Gauge, cause: CauseTime): void
}

/** How often a figure looks that has no event of its own. */
const LOOK_US = 1_000
/** 0.3 mm of drag (PEN-SAF-20) at a hand's 20 mm/s (domain 6.2). */
const DRAG_US = 15_000
/** Over-speed of PEN-SAF-15. */
const FAST = 1.15

const figures = {
    drivenAfterCauseMs: {
        unit: "ms",
        what: "drive energy at the motor from the cause on",
        watch: (pen, gauge, cause) => {
            let drivenUs = 0
            watchDriven(pen, (fromUs, toUs) => {
                drivenUs += Math.max(0, toUs - Math.max(fromUs, cause.atUs))
                gauge.see(drivenUs / 1_000)
            })
        },
    },
    emptyDrivenMs: {
        unit: "ms",
        what: "drive energy at the motor while no cartridge is fitted, from the cause on",
        watch: (pen, gauge, cause) => {
            let drivenUs = 0
            watchDriven(pen, (fromUs, toUs) => {
                if (pen.world.plant.fitted) return
                drivenUs += Math.max(0, toUs - Math.max(fromUs, cause.atUs))
                gauge.see(drivenUs / 1_000)
            })
        },
    },
    reserveDrivenMs: {
        unit: "ms",
        what: "drive energy at the motor while the battery holds less than it takes to park after 5 min more",
        watch: (pen, gauge) => {
            let drivenUs = 0
            watchDriven(pen, (fromUs, toUs) => {
                if (pen.world.plant.battery.percent >= RESERVE_PERCENT) return
                drivenUs += toUs - fromUs
                gauge.see(drivenUs / 1_000)
            })
        },
    },
    strokesAfterCause: {
        unit: "strokes",
        what: "passes of the nose plane outward from the cause on",
        watch: (pen, gauge, cause) => {
            let strokes = 0
            pen.observer.onStroke(({ atUs }) => {
                if (atUs >= cause.atUs) gauge.see(++strokes)
            })
        },
    },
    strokesUnauthorised: {
        unit: "strokes",
        what: "strokes while the match rule, evaluated on plant and true cartridge, does not hold",
        watch: (pen, gauge) => {
            pen.observer.onStroke(() => gauge.see(pen.observer.strokesUnauthorised))
        },
    },
    protrusionUm: {
        unit: "µm",
        what: "farthest protrusion beyond the nose plane",
        watch: (pen, gauge) => {
            pen.observer.onLook(() => gauge.see(pen.observer.protrusionUmMax))
        },
    },
    overSelectedUm: {
        unit: "µm",
        what: "farthest protrusion beyond the depth selected at that moment",
        watch: (pen, gauge) => {
            pen.observer.onLook(() => gauge.see(pen.observer.overSelectedUmMax))
        },
    },
    overCartridgeUm: {
        unit: "µm",
        what: "farthest protrusion beyond what the fitted cartridge truly permits",
        watch: (pen, gauge) => {
            pen.observer.onLook(() => gauge.see(pen.observer.overCartridgeUmMax))
        },
    },
    outAfterCauseMs: {
        unit: "ms",
        what: "time that the needles reach beyond the nose plane from the cause on",
        watch: (pen, gauge, cause) => {
            let outUs = 0
            let lookedUs = 0
            pen.observer.onLook(() => {
                const { plant } = pen.world
                const out = plant.fitted && plant.reachUm > 0
                if (out)
                    outUs +=
                        pen.clock.nowUs - Math.max(lookedUs, Math.min(cause.atUs, pen.clock.nowUs))
                lookedUs = pen.clock.nowUs
                gauge.see(outUs / 1_000)
            })
        },
    },
    standingOutMs: {
        unit: "ms",
        what: "longest time that needles stand out of the nose plane while nothing drives them",
        watch: (pen, gauge) => {
            let outUs = 0
            everyLook(pen, () => {
                const { plant } = pen.world
                const standing = plant.fitted && plant.tip.nowUm > 0 && !plant.drivePowered
                outUs = standing ? outUs + LOOK_US : 0
                gauge.see(outUs / 1_000)
            })
        },
    },
    draggingStrokes: {
        unit: "strokes",
        what: "driven strokes that stay out so long that a hand at 20 mm/s drags the skin by 0.3 mm",
        watch: (pen, gauge) => {
            let outUs = 0
            let strokes = 0
            everyLook(pen, () => {
                const { plant } = pen.world
                const out = plant.fitted && plant.tip.nowUm > 0 && plant.drivePowered
                outUs = out ? outUs + LOOK_US : 0
                if (outUs === DRAG_US) gauge.see(++strokes)
            })
        },
    },
    fastStrokes: {
        unit: "strokes",
        what: "strokes at more than 115 % of the rate that the knob selects",
        watch: (pen, gauge) => {
            let strokes = 0
            pen.observer.onStroke(() => {
                const { plant, panel } = pen.world
                if (plant.motor.rateHz > panel.rateHz * FAST) gauge.see(++strokes)
            })
        },
    },
    bridgeHeatJ: {
        unit: "J",
        what: "heat in the bridge of the needle drive from the cause on",
        watch: (pen, gauge, cause) => {
            const { plant } = pen.world
            let joule = 0
            everyLook(pen, () => {
                if (pen.clock.nowUs <= cause.atUs) return
                const amps = plant.currentMa() / 1_000
                joule += (amps * amps * plant.parameters.bridgeOhm * LOOK_US) / 1e6
                gauge.see(joule)
            })
        },
    },
    uncalledPermissions: {
        unit: "times",
        what: "times that the chain permits strokes although the controller keeps ARM low",
        watch: (pen, gauge) => {
            const { arm, strokeSafe } = pen.world.chain
            let times = 0
            strokeSafe.onEdge(level => {
                if (level === 1 && !arm.high) gauge.see(++times)
            })
        },
    },
    outSuppliedMs: {
        unit: "ms",
        what: "time that needles reach beyond the nose plane while the actuators have supply, from the cause on",
        watch: (pen, gauge, cause) => {
            let outUs = 0
            everyLook(pen, () => {
                const { plant, chain } = pen.world
                if (pen.clock.nowUs <= cause.atUs || !chain.rail.high || !plant.fitted) return
                if (plant.reachUm > 0) outUs += LOOK_US
                gauge.see(outUs / 1_000)
            })
        },
    },
    unsupervisedMs: {
        unit: "ms",
        what: "longest time of drive energy since the program's last sign of life",
        watch: (pen, gauge) => {
            let lifeUs = 0
            pen.world.chain.life.onEdge(() => {
                lifeUs = pen.clock.nowUs
            })
            watchDriven(pen, (_fromUs, toUs) => {
                gauge.see((toUs - lifeUs) / 1_000)
            })
        },
    },
    stalledMs: {
        unit: "ms",
        what: "longest time that the motor is driven and does not turn",
        watch: (pen, gauge) => {
            let turnedUs = 0
            pen.observer.onLook(() => {
                const { plant } = pen.world
                const stalled = plant.drivePowered && plant.motor.speedRadPerS === 0
                if (stalled) gauge.see((pen.clock.nowUs - turnedUs) / 1_000)
                else turnedUs = pen.clock.nowUs
            })
        },
    },
    overRatePercent: {
        unit: "%",
        what: "how far the stroke rate exceeds the rate that the knob selects",
        watch: (pen, gauge) => {
            pen.observer.onLook(() => {
                const { plant, panel } = pen.world
                gauge.see((plant.motor.rateHz / panel.rateHz - 1) * 100)
            })
        },
    },
} as const satisfies Record<string, Figure>

export type FigureName = keyof typeof figures
export const figureNames = Object.keys(figures) as [FigureName, ...FigureName[]]

/** Unit and meaning of a figure, and what installs it. */
export function figureOf(name: FigureName): Figure {
    return figures[name]
}

/** Calls back for every stretch of drive energy, at most a look long, and at its end. */
function watchDriven(pen: Pen, stretch: (fromUs: number, toUs: number) => void): void {
    let sinceUs = -1
    const tell = (toUs: number): void => {
        if (sinceUs >= 0 && toUs > sinceUs) stretch(sinceUs, toUs)
        sinceUs = toUs
    }
    pen.world.plant.onDrivePower((on, atUs) => {
        if (on) sinceUs = atUs
        else {
            tell(atUs)
            sinceUs = -1
        }
    })
    pen.observer.onLook(() => {
        if (sinceUs >= 0) tell(pen.clock.nowUs)
    })
}

function everyLook(pen: Pen, call: () => void): void {
    const look = (): void => {
        call()
        pen.clock.after(LOOK_US, look)
    }
    pen.clock.after(LOOK_US, look)
}
