/** What the program says of itself, where a requirement is about exactly that: latched faults. An extra, no proof. */
import type { Pen } from "../pen"
import type { Report } from "./invariants"

/** A key is read within a few ticks, and cleared is only what has been looked at for a while. */
const CLEARING_US = 2_000_000
/** While the pen is at work a fault may be right after these: rough treatment, a knob turned beyond the cartridge. */
const ROUGH = ["remove", "latch_bounce", "power_cut", "set_depth"]
const AT_WORK = ["Arming", "Running", "Stopping"]

export class ProgramRules {
    private state = "SelfTest"
    private clearedUs = -Infinity
    private rough = false
    private left = 0
    private alarms = 0
    private eventsSeen = 0

    constructor(
        private readonly pen: Pen,
        private readonly report: Report,
        private readonly failed: () => boolean
    ) {
        pen.observer.onCause(name => {
            const atWork = AT_WORK.includes(pen.firmware.state)
            if (atWork && ROUGH.includes(name)) this.rough = true
        })
    }

    look(): void {
        const { panel } = this.pen.world
        if (panel.isHeld("clear")) this.clearedUs = this.pen.clock.nowUs
        this.judgeTicks()
        const { state } = this.pen.firmware
        if (state === this.state) return
        if (this.state === "Faulted") this.judgeLeaving(state)
        if (state === "Faulted" && !this.rough && !this.failed())
            this.report("falseAlarm", ++this.alarms)
        this.state = state
    }

    /** A bus that is held low, or a chip that is set up anew, takes time: whatever has failed explains a late tick. */
    private judgeTicks(): void {
        const { events } = this.pen
        for (; this.eventsSeen < events.length; this.eventsSeen++) {
            const event = events[this.eventsSeen]!
            if (event.kind === "overrun" && !this.failed())
                this.report("tickLate", Number(event.sinceMs))
        }
    }

    /** A restart of the program forgets its faults in the chip's memory; what it says then is SelfTest. */
    private judgeLeaving(to: string): void {
        if (to === "SelfTest") return
        const cleared = this.pen.clock.nowUs - this.clearedUs < CLEARING_US
        if (to !== "Locked" || !cleared) this.report("faultLeft", ++this.left)
    }
}
