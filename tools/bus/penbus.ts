/** A Jacdac bus on a pen's port. */
import { JDBus } from "jacdac-ts"
import { serviceSpecs } from "../../sim/services"
import type { PenPort } from "./port"
import { PortTransport } from "./transport"

/** The tool's own identifier on the bus, the same every time: a run on a simulated pen is to be had again. */
const OWN_DEVICE = "d3a1c0ffee5a1c01"

export interface PenBus {
    readonly bus: JDBus
    readonly transport: PortTransport
}

export function penBus(port: PenPort): PenBus {
    const transport = new PortTransport(port)
    const bus = new JDBus([transport], {
        deviceId: OWN_DEVICE,
        disableRoleManager: true,
        services: [...serviceSpecs()],
        ...(port.timers ? { scheduler: port.timers } : {}),
    })
    // The pen has few packets to give away: it is asked only what somebody wants to know.
    bus.backgroundRefreshRegisters = false
    return { bus, transport }
}
