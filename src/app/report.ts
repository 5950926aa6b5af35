/** What the pen says of itself, as lines of its log: on a change only, because text is expensive. */
import { type Fault } from "../core/fault"
import { kindName } from "../core/kind"
import { State } from "../core/state"
import {
    faultPriority,
    faultText,
    inhibitPriority,
    inhibitText,
    leadingInhibit,
} from "../core/text"
import { type Pen } from "./pen"

export class Reporter {
    private state = -1
    private fault: Fault = 0
    private inhibits = -1
    private depthUm = -1
    private rateHz = -1
    private cartridge = -1
    private triggerDown = false

    constructor(private readonly pen: Pen) {}

    /** One tick, last of all. @returns true when something was reported: it is not what it was before. */
    tick(): boolean {
        const lock = this.pen.lock
        const inputs = this.pen.inputs
        if (inputs.triggerDown !== this.triggerDown) {
            this.triggerDown = inputs.triggerDown
            if (inputs.triggerDown) if (this.state !== State.Arming) this.explain()
        }
        if (lock.state === this.state)
            if (lock.inhibits === this.inhibits)
                if (inputs.depthUm === this.depthUm)
                    if (inputs.rateHz === this.rateHz) if (lock.fault === this.fault) return false
        this.report()
        return true
    }

    private report(): void {
        const lock = this.pen.lock
        const inputs = this.pen.inputs
        if (lock.fault !== this.fault)
            if (lock.fault !== 0) this.say(faultPriority(lock.fault), faultText(lock.fault))
        this.state = lock.state
        this.fault = lock.fault
        this.inhibits = lock.inhibits
        this.depthUm = inputs.depthUm
        this.rateHz = inputs.rateHz
        console.log(
            `@state ${this.state} ${this.fault} ${this.inhibits} ${this.depthUm} ${this.rateHz}`
        )
        if (inputs.cartridge !== this.cartridge) {
            this.cartridge = inputs.cartridge
            const record = this.pen.record
            if (inputs.cartridge === 0)
                console.log(
                    `@cartridge ${kindName(record.kind)} ${record.minUm} ${record.maxUm} ${record.lot}`
                )
        }
    }

    /** Why the trigger does nothing (PEN-FUN-13). */
    private explain(): void {
        const lock = this.pen.lock
        if (lock.state === State.Arming || lock.inhibits === 0) return
        const bit = leadingInhibit(lock.inhibits)
        this.say(inhibitPriority(bit), inhibitText(bit))
    }

    private say(priority: string, text: string): void {
        console.log(`@message ${priority} ${text}`)
    }
}
