/**
 * The TMC5240's ramp generator: how the motion goes on after a register write or a switch edge.
 * It knows no addresses; `tmc5240.ts` turns registers into `RampSettings`.
 * Source: datasheet 19-101625C, motion controller: ramp generator, velocity and hold mode,
 * early ramp termination, reference switches, virtual stops.
 */
import { Tmc5240RampMode } from "../../src/drivers/tmc5240.regs"
import { change, movement, stopping, stoppingDistance } from "./tmc5240profile"
import type { Band, Limits, Phase } from "./tmc5240profile"
import { direction, moving, samePosition, timeToCover, Track, wholeMicrostep } from "./tmc5240track"
import type { Ending } from "./tmc5240track"

/** Everything that the registers say about motion. Microsteps and seconds; undefined = function off. */
export interface RampSettings extends Limits {
    mode: Tmc5240RampMode
    target: number
    /** AMAX alone: both rates of the velocity modes. */
    velocityModeRate: number
    zeroWaitUs: number
    virtualLeft: number | undefined
    virtualRight: number | undefined
    /** An enabled reference switch is active. */
    switchLeft: boolean
    switchRight: boolean
    softStop: boolean
}

const standing: Phase = { seconds: 0, velocity: 0, acceleration: 0 }

export class RampGenerator {
    /** RAMP_STAT flags that stay until somebody clears them. */
    positionReachedEvent = false
    secondMoveEvent = false
    stopLeftEvent = false
    stopRightEvent = false
    /** Since when no microstep was made; meaningless while moving. */
    stillSinceUs = -Infinity

    private readonly track = new Track()
    private settled = 0
    private restUntilUs = -Infinity

    constructor(
        public settings: RampSettings,
        private readonly refuse: (configuration: string) => never
    ) {}

    /** Exact position in microsteps, between microsteps too. */
    positionAt(atUs: number): number {
        return this.track.positionAt(atUs)
    }

    /** Signed microsteps per second. */
    velocityAt(atUs: number): number {
        return this.track.velocityAt(atUs)
    }

    /** What XACTUAL holds: the last microstep that was made. */
    countAt(atUs: number): number {
        const piece = this.track.pieceAt(atUs)
        return piece
            ? wholeMicrostep(this.track.positionAt(atUs), direction(piece))
            : this.track.rest
    }

    /** Nothing is planned after that instant. */
    restsFrom(atUs: number): boolean {
        return atUs >= this.track.endUs()
    }

    movingAt(atUs: number): boolean {
        const piece = this.track.pieceAt(atUs)
        return piece !== undefined && moving(piece)
    }

    /** TZEROWAIT keeps the motor at zero. */
    waitingAt(atUs: number): boolean {
        return atUs < this.restUntilUs && !this.movingAt(atUs)
    }

    /** Gives XACTUAL a new value; the velocity stays. Call `replan` afterwards. */
    setCount(atUs: number, value: number): void {
        this.settle(atUs)
        const velocity = this.velocityAt(atUs)
        this.settled = 0
        this.track.clear(value)
        if (velocity === 0) return
        this.track.append({ seconds: Infinity, velocity, acceleration: 0 }, 1, atUs)
    }

    /** Stops where it is, counts from 0 and forgets all events, as a reset does. */
    reset(): void {
        this.track.clear(0)
        this.settled = 0
        this.restUntilUs = -Infinity
        this.stillSinceUs = -Infinity
        this.positionReachedEvent = this.secondMoveEvent = false
        this.stopLeftEvent = this.stopRightEvent = false
    }

    /** Takes note of everything that happened until `atUs`. */
    settle(atUs: number): void {
        const { pieces } = this.track
        for (; this.settled < pieces.length; this.settled++) {
            const piece = pieces[this.settled]!
            if (piece.endUs > atUs) return
            if (moving(piece) && piece.endUs > piece.startUs) this.stillSinceUs = piece.endUs
            if (piece.ending === "reached") this.positionReachedEvent = true
            if (piece.ending === "secondMove") this.secondMoveEvent = true
            if (piece.ending === "stopLeft") this.stopLeftEvent = true
            if (piece.ending === "stopRight") this.stopRightEvent = true
        }
    }

    /** Works out the motion anew from where it is at `atUs`, after any change of the settings. */
    replan(atUs: number): void {
        this.settle(atUs)
        const velocity = this.velocityAt(atUs)
        if (velocity !== 0) this.stillSinceUs = atUs
        this.restUntilUs = this.stillSinceUs + this.settings.zeroWaitUs
        this.track.clear(this.positionAt(atUs))
        this.settled = 0
        const { mode, maximumVelocity } = this.settings
        if (mode === Tmc5240RampMode.POSITION) this.planPosition(velocity, atUs)
        else if (mode === Tmc5240RampMode.HOLD) this.planVelocity(velocity, velocity, atUs)
        else {
            const sign = mode === Tmc5240RampMode.VELOCITY_POSITIVE ? 1 : -1
            this.planVelocity(velocity, sign * maximumVelocity, atUs)
        }
        this.forgetStops(atUs)
        this.cutAtStops()
        this.settle(atUs)
    }

    private lay(phases: readonly Phase[], sign: number, atUs: number): void {
        for (const phase of phases) this.track.append(phase, sign, atUs)
    }

    private comeToRest(phases: readonly Phase[], sign: number, atUs: number, end?: Ending): void {
        this.lay(phases, sign, atUs)
        this.track.rest = wholeMicrostep(this.track.rest, sign)
        if (end) this.track.append(standing, sign, atUs, end)
        this.restUntilUs = Math.max(atUs, this.track.endUs()) + this.settings.zeroWaitUs
    }

    private waitAtZero(atUs: number): void {
        const seconds = (this.restUntilUs - Math.max(atUs, this.track.endUs())) / 1e6
        if (seconds > 0) this.track.append({ ...standing, seconds }, 1, atUs)
    }

    private planVelocity(from: number, to: number, atUs: number): void {
        const bands = [{ fromVelocity: 0, rate: this.settings.velocityModeRate }]
        let speed = Math.abs(from)
        let sign = Math.sign(from || to)
        if (from * to < 0 || to === 0) {
            if (speed > 0) this.comeToRest(change(speed, 0, bands), sign, atUs)
            if (to === 0 || this.track.endUs() === Infinity) return
            speed = 0
            sign = Math.sign(to)
        }
        if (speed === 0) this.waitAtZero(atUs)
        this.lay(change(speed, Math.abs(to), bands), sign, atUs)
        if (this.track.endUs() === Infinity) return
        this.lay([{ seconds: Infinity, velocity: Math.abs(to), acceleration: 0 }], sign, atUs)
    }

    private planPosition(from: number, atUs: number): void {
        const { settings, track } = this
        const left = settings.target - track.rest
        if (from === 0 && Math.abs(left) < samePosition) return
        let speed = Math.abs(from)
        if (settings.maximumVelocity === 0) {
            // Early ramp termination: VMAX = 0 slows with the acceleration bands and stays there.
            const phases = change(speed, 0, settings.speedUp)
            if (speed > 0) this.comeToRest(phases, Math.sign(from), atUs)
            return
        }
        this.requireRamp()
        const needed = stoppingDistance(speed, settings)
        if (speed > 0 && (left * from < 0 || needed > Math.abs(left) + samePosition)) {
            this.comeToRest(stopping(speed, settings), Math.sign(from), atUs, "secondMove")
            speed = 0
        }
        if (speed === 0) this.waitAtZero(atUs)
        if (settings.speedUp[0]!.rate === 0 && speed < settings.maximumVelocity) {
            // Without acceleration the velocity never changes: at standstill nothing moves.
            this.lay([{ ...standing, seconds: Infinity, velocity: speed }], Math.sign(from), atUs)
            return
        }
        const distance = settings.target - track.rest
        this.lay(movement(speed, Math.abs(distance), settings), Math.sign(distance), atUs)
        track.rest = settings.target
        this.comeToRest([], 1, atUs, "reached")
    }

    private requireRamp(): void {
        const { slowDown, stopVelocity, startVelocity, speedUp } = this.settings
        if (slowDown.some(band => band.rate === 0))
            this.refuse("a positioning ramp with DMAX, D1 or D2 = 0")
        if (speedUp.some(band => band.rate === 0) && speedUp.length > 1)
            this.refuse("a positioning ramp with V1 or V2 but AMAX, A1 or A2 = 0")
        if (stopVelocity < startVelocity) this.refuse("a positioning ramp with VSTOP below VSTART")
    }

    /** Leftward motion is blocked at and left of this position. */
    private leftLimit(): number {
        return this.settings.switchLeft ? Infinity : (this.settings.virtualLeft ?? -Infinity)
    }

    private rightLimit(): number {
        return this.settings.switchRight ? -Infinity : (this.settings.virtualRight ?? Infinity)
    }

    /** An event goes when its stop is off or released, in hold mode, or by moving the other way. */
    private forgetStops(atUs: number): void {
        const first = this.track.pieces.find(moving)
        const towards = first ? direction(first) : 0
        const position = first ? first.position : this.positionAt(atUs)
        const hold = this.settings.mode === Tmc5240RampMode.HOLD
        if (hold || towards > 0 || position > this.leftLimit()) this.stopLeftEvent = false
        if (hold || towards < 0 || position < this.rightLimit()) this.stopRightEvent = false
    }

    /** Ends the plan at the first stop that blocks the direction of motion there. */
    private cutAtStops(): void {
        for (const [index, piece] of this.track.pieces.entries()) {
            const sign = direction(piece)
            if (sign === 0) continue
            const distance =
                sign > 0 ? this.rightLimit() - piece.position : piece.position - this.leftLimit()
            const atUs = piece.startUs + (distance > 0 ? timeToCover(piece, distance) : 0)
            if (atUs > piece.endUs || atUs === Infinity) continue
            const speed = this.track.cut(index, atUs, sign > 0 ? "stopRight" : "stopLeft")
            const phases = this.settings.softStop ? stopping(speed, this.softLimits()) : []
            this.comeToRest(phases, sign, atUs)
            if (!this.turnBack(sign, atUs)) return
        }
    }

    /** A stop blocks its own direction only: a target on the other side is still gone to. */
    private turnBack(sign: number, atUs: number): boolean {
        const { settings, track } = this
        const distance = settings.target - track.rest
        const positioning = settings.mode === Tmc5240RampMode.POSITION
        if (!positioning || settings.maximumVelocity === 0 || distance * sign >= 0) return false
        if (settings.speedUp[0]!.rate === 0) return false
        this.waitAtZero(atUs)
        this.lay(movement(0, Math.abs(distance), settings), -sign, atUs)
        track.rest = settings.target
        this.comeToRest([], 1, atUs, "reached")
        return true
    }

    private softLimits(): Limits {
        if (this.settings.mode === Tmc5240RampMode.POSITION) return this.settings
        const slowDown: Band[] = [{ fromVelocity: 0, rate: this.settings.velocityModeRate }]
        return { ...this.settings, slowDown, stopVelocity: 0 }
    }
}
