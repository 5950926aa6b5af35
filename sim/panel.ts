/** Knobs, keys and contacts as a person moves them: angles and levels, nothing more. */
import type { Chain } from "./chain/chain"
import type { LeakElectrode } from "./plant/leak"
import type { Level } from "./signal"

/** Bits of the expander's inputs; keys and contacts are active low (`boards/README.md`). */
export const panelBits = {
    acknowledge: 1 << 0,
    confirm: 1 << 1,
    profile: 1 << 2,
    clear: 1 << 3,
    footA: 1 << 4,
    footB: 1 << 5,
} as const

export type PanelKey = keyof typeof panelBits

const STOP_OPEN = 1 << 6
const WATCHDOG_GOOD = 1 << 8
const PUMP_GOOD = 1 << 9
const CAP_GOOD = 1 << 10
const SERIES_CLOSED = 1 << 13
const WET = 1 << 15

/** Detents of the knobs on the circle of 4,096. */
const RAW_FIRST = 100
const DEPTH_RAW_STEP = 68
const DEPTH_STEP_UM = 50
const RATE_RAW_STEP = 28
const RATE_FIRST_HZ = 30

export class Panel {
    /** Where the knobs stand when the pen is first switched on. */
    depthUm = 500
    rateHz = 100
    /** The trigger button is down. */
    triggerDown = false
    private held = 0

    get depthRaw(): number {
        return RAW_FIRST + (this.depthUm / DEPTH_STEP_UM) * DEPTH_RAW_STEP
    }

    get rateRaw(): number {
        return RAW_FIRST + (this.rateHz - RATE_FIRST_HZ) * RATE_RAW_STEP
    }

    hold(key: PanelKey, down: boolean): void {
        this.held = down ? this.held | panelBits[key] : this.held & ~panelBits[key]
    }

    isHeld(key: PanelKey): boolean {
        return (this.held & panelBits[key]) !== 0
    }

    /** Both contacts of the foot switch are closed. */
    get footDown(): boolean {
        return this.isHeld("footA") && this.isHeld("footB")
    }

    /** Level of TRIGGER: the button pulls it low, and beside it both contacts in series (`boards/README.md`). */
    get triggerLevel(): Level {
        return this.triggerDown || this.footDown ? 0 : 1
    }

    /** Levels at the expander's pins. */
    levels(chain: Chain, leak: LeakElectrode): number {
        let levels = 0x3f & ~this.held
        if (!chain.stopClosed.high) levels |= STOP_OPEN
        if (chain.wdo.high) levels |= WATCHDOG_GOOD
        if (chain.pumpOk.high) levels |= PUMP_GOOD
        if (!chain.capTripped.high) levels |= CAP_GOOD
        if (chain.seriesClosed.high) levels |= SERIES_CLOSED
        if (leak.reads) levels |= WET
        return levels
    }
}
