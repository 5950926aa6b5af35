/** What the firmware says about itself, read from its log. Never used to judge safety. */
import { Fault, faultName } from "../src/core/fault"
import { inhibitNames } from "../src/core/inhibit"
import { State, stateName } from "../src/core/state"
import type { Message, Priority, RunEvent } from "./result"

export class FirmwareLog {
    readonly messages: Message[] = []
    state = "SelfTest"
    fault = "None"
    inhibits: string[] = []
    depthUm = 0
    rateHz = 0

    constructor(private readonly events: RunEvent[]) {}

    /** The program starts anew; what it said before means nothing now. */
    restart(): void {
        this.state = stateName(State.SelfTest)
        this.fault = faultName(Fault.None)
        this.inhibits = []
    }

    /** One line of the runtime's log at a virtual time. */
    line(atMs: number, line: string): void {
        const said = /^> (.*)$/.exec(line)?.[1]
        if (said === undefined) return
        const [word = "", ...rest] = said.split(" ")
        if (word === "@state") this.status(atMs, rest.map(Number))
        else if (word === "@message") {
            const [priority, ...text] = rest
            this.messages.push({ atMs, priority: priority as Priority, text: text.join(" ") })
        } else if (word === "@cartridge")
            this.events.push({ atMs, kind: "cartridge", text: rest.join(" ") })
        else this.events.push({ atMs, kind: "log", text: said })
    }

    private status(atMs: number, [state, fault, inhibits, depthUm, rateHz]: number[]): void {
        const name = stateName(state!)
        if (name !== this.state)
            this.events.push({
                atMs,
                kind: "state",
                from: this.state,
                to: name,
                because: inhibitNames(inhibits!).join(", "),
            })
        const faultIs = faultName(fault!)
        if (faultIs !== this.fault)
            this.events.push({ atMs, kind: "fault", from: this.fault, to: faultIs })
        this.state = name
        this.fault = faultIs
        this.inhibits = inhibitNames(inhibits!)
        this.depthUm = depthUm!
        this.rateHz = rateHz!
    }
}
