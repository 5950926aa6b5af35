/**
 * Watches the plant and keeps the figures of a result: protrusion, strokes that nobody permitted,
 * strokes after a stop, and how fast each cause took the drive away. It asks the firmware nothing.
 */
import { OPENED_AT } from "../src/core/marks"
import type { Clock } from "./clock"
import { Looks } from "./looks"
import type { Plant } from "./plant/plant"
import type { Crossing } from "./plant/strokes"
import type { PlantFigures, Reaction } from "./result"
import type { Truth } from "./truth"
import type { World } from "./wiring"

/** How often protrusion is compared with what is permitted. */
export const WATCH_US = 1_000
/** After a term of the match rule fell: reaction (PEN-SAF-05: 20 ms after a sample that is 10 ms old at most). */
const REACTION_US = 30_000
/** A program that gave no sign of life for longer than two ticks cannot react; … */
const SILENT_US = 20_000
/** … its silence is noticed by the chain instead (PEN-SAF-06). */
const DEAD_US = 150_000
/** In all cases: residual strokes (PEN-SAF-16). */
const RESIDUAL_STROKES = 2
/** Reaction and retraction together: so long a shallower setting does not count yet (PEN-SAF-05, 16). */
const SETTLING_US = 250_000
/** An energised drive that has been off for so long is off: shorter gaps are its own regulation. */
const OFF_US = 500

interface Pending extends Reaction {
    readonly atUs: number
}

export class Observer {
    readonly reactions: Reaction[] = []
    private readonly pending: Pending[] = []
    private readonly settings: { untilUs: number; um: number }[] = []
    private readonly strokeListeners: ((crossing: Crossing) => void)[] = []
    private readonly causeListeners: ((name: string) => void)[] = []
    private readonly lookListeners: (() => void)[] = []
    private looks: Looks | undefined
    /** Worst so far; for others to read. */
    protrusionUmMax = -Infinity
    overSelectedUmMax = 0
    overCartridgeUmMax = 0
    strokesUnauthorised = 0
    private strokes = 0
    /** Strokes made with a cartridge whose use mark was not burnt. */
    private unmarkedStrokes = 0
    private strokesAfterStop = 0
    private strokesAfterStopMax = 0
    private residualLeft = 0
    private permitted = false
    private lostUs = -Infinity
    private poweredSinceUs = -1
    private drivenUs = 0
    private lastOffUs = -1
    private lastLifeUs = -Infinity

    constructor(
        private readonly clock: Clock,
        private readonly truth: Truth
    ) {}

    /** Connects to a world. The stroke callback is given to the world's options instead. */
    watch(world: World): void {
        world.plant.onDrivePower((on, atUs) => this.power(on, atUs))
        world.chain.arm.onEdge(level => {
            if (level === 0) this.firmwareOff()
        })
        world.chain.life.onEdge(() => {
            this.lastLifeUs = this.clock.nowUs
        })
        // A new permission: needles that come out with the carriage then are no residual strokes.
        world.chain.strokeSafe.onEdge(level => {
            if (level === 1) this.lastOffUs = -1
        })
        this.looks = new Looks(this.clock, WATCH_US, () => {
            this.compare(world)
            for (const listener of this.lookListeners) listener()
            return this.canRest(world.plant)
        })
        world.plant.onWake(() => this.looks?.wake())
    }

    /** Nobody wants every look, and none would find another figure before the plant wakes, or somebody acts. */
    private canRest(plant: Plant): boolean {
        if (this.lookListeners.length > 0 || this.pending.length > 0) return false
        this.forgetSettings(this.clock.nowUs)
        return this.settings.length === 0 && plant.rests && !(plant.fitted && plant.tip.nowUm > 0)
    }

    /** Calls back with the name of every cause, before it takes effect, whether or not the drive is on. */
    onCause(listener: (name: string) => void): void {
        this.causeListeners.push(listener)
    }

    /** Calls back whenever the plant was compared with what is permitted: at least every millisecond. */
    onLook(listener: () => void): void {
        this.lookListeners.push(listener)
        this.looks?.wake()
    }

    /** Somebody or something acted: the truth may have changed. */
    truthChanged(): void {
        const now = this.truth.permits
        if (this.permitted && !now) {
            this.lostUs = this.clock.nowUs
            this.residualLeft = RESIDUAL_STROKES
        }
        this.permitted = now
    }

    /** The knob moved from `um` to another setting. */
    settingLeft(um: number): void {
        this.settings.push({ untilUs: this.clock.nowUs + SETTLING_US, um })
        this.looks?.wake()
    }

    /** A cause that ought to end the strokes; counts only while they are being driven. */
    cause(name: string): void {
        for (const listener of this.causeListeners) listener(name)
        if (this.poweredSinceUs < 0) return
        const atUs = this.clock.nowUs
        const reaction: Pending = {
            cause: name,
            atMs: atUs / 1000,
            driveOffMs: null,
            firmwareOffMs: null,
            retractedMs: null,
            atUs,
        }
        this.pending.push(reaction)
        this.reactions.push(reaction)
        this.looks?.wake()
    }

    /** Calls back on every stroke, after it was counted. */
    onStroke(listener: (crossing: Crossing) => void): void {
        this.strokeListeners.push(listener)
    }

    /** A stroke: the tips passed the nose plane outward. */
    stroke(crossing: Crossing, memory?: Uint8Array): void {
        if (crossing.fitted) {
            // A burnt mark is 0 in its first byte (`docs/cartridge.md`).
            if (memory?.[OPENED_AT] !== 0) this.unmarkedStrokes++
            this.truth.singleUse.stroke(this.clock.nowUs)
            this.truthChanged()
        }
        this.count(crossing)
        for (const listener of this.strokeListeners) listener(crossing)
    }

    private count(crossing: Crossing): void {
        if (crossing.fitted) this.strokes++
        if (this.poweredSinceUs < 0 && this.lastOffUs >= 0) {
            this.strokesAfterStop++
            this.strokesAfterStopMax = Math.max(this.strokesAfterStopMax, this.strokesAfterStop)
        }
        if (this.permitted || this.isReacting(crossing.atUs)) return
        if (!crossing.fitted && !crossing.drivePowered) return
        if (this.residualLeft > 0) this.residualLeft--
        else this.strokesUnauthorised++
    }

    /** A term of the match rule fell so recently that strokes are still excusable. */
    private isReacting(nowUs: number): boolean {
        if (nowUs - this.lostUs <= REACTION_US) return true
        const diedBefore = this.lastLifeUs <= this.lostUs + REACTION_US
        const silentUs = nowUs - this.lastLifeUs
        return diedBefore && silentUs > SILENT_US && silentUs <= DEAD_US
    }

    figures(): PlantFigures {
        const drivingUs = this.poweredSinceUs < 0 ? 0 : this.clock.nowUs - this.poweredSinceUs
        return {
            protrusionUmMax: Number.isFinite(this.protrusionUmMax)
                ? Math.round(this.protrusionUmMax)
                : 0,
            overSelectedUmMax: Math.round(this.overSelectedUmMax),
            overCartridgeUmMax: Math.round(this.overCartridgeUmMax),
            strokes: this.strokes,
            strokesUnauthorised: this.strokesUnauthorised,
            strokesAfterStopMax: this.strokesAfterStopMax,
            driveOnMs: Math.round((this.drivenUs + drivingUs) / 100) / 10,
            useMarkBurntBeforeFirstStroke: this.strokes === 0 ? null : this.unmarkedStrokes === 0,
        }
    }

    private power(on: boolean, atUs: number): void {
        if (on) {
            this.poweredSinceUs = atUs
            if (this.lastOffUs >= 0 && atUs - this.lastOffUs > OFF_US) this.strokesAfterStop = 0
            return
        }
        this.drivenUs += atUs - this.poweredSinceUs
        this.poweredSinceUs = -1
        this.lastOffUs = atUs
        this.strokesAfterStop = 0
        for (const reaction of this.pending) reaction.driveOffMs ??= (atUs - reaction.atUs) / 1000
    }

    private firmwareOff(): void {
        for (const reaction of this.pending)
            reaction.firmwareOffMs ??= (this.clock.nowUs - reaction.atUs) / 1000
    }

    private compare(world: World): void {
        const { plant } = world
        const nowUs = this.clock.nowUs
        const tipUm = plant.takeTipMaxUm()
        // A dead program holds the depth that it had (PEN-SAF-16); the restarted one retracts from there.
        if (nowUs - this.lastLifeUs > DEAD_US)
            for (const setting of this.settings) setting.untilUs = nowUs + SETTLING_US
        if (plant.fitted && Number.isFinite(tipUm)) {
            this.protrusionUmMax = Math.max(this.protrusionUmMax, tipUm)
            if (tipUm > 0) {
                this.overSelectedUmMax = Math.max(
                    this.overSelectedUmMax,
                    tipUm - this.selectedUm(nowUs)
                )
                const limitUm = this.truth.cartridge?.maxUm ?? 0
                this.overCartridgeUmMax = Math.max(this.overCartridgeUmMax, tipUm - limitUm)
            }
        }
        if (this.pending.length === 0) return
        const inside = plant.fitted ? plant.reachUm <= 0 : plant.carriageUm <= 0
        for (let index = this.pending.length - 1; index >= 0; index--) {
            const reaction = this.pending[index]!
            if (inside) reaction.retractedMs ??= (nowUs - reaction.atUs) / 1000
            if (
                reaction.retractedMs !== null &&
                reaction.driveOffMs !== null &&
                reaction.firmwareOffMs !== null
            )
                this.pending.splice(index, 1)
        }
    }

    /** The deepest setting of the last quarter of a second. */
    private selectedUm(nowUs: number): number {
        this.forgetSettings(nowUs)
        return this.settings.reduce((deepest, { um }) => Math.max(deepest, um), this.truth.depthUm)
    }

    private forgetSettings(nowUs: number): void {
        while (this.settings.length > 0 && this.settings[0]!.untilUs < nowUs) this.settings.shift()
    }
}
