/** Makes the coil chip ready, in a fiber of its own: its many frames take longer than a tick may. */
import { Fault } from "../core/fault"
import { DriverError, DriverErrorCode } from "../drivers/errors"
import { Max22200aFlag } from "../drivers/max22200a.regs"
import { COIL_FLAGS, type CoilChip } from "./coilchip"

export class CoilSetup {
    busy = false
    /** Why the last attempt failed, and what that means; empty while all is well. */
    failure = ""
    fault = Fault.SolenoidChip

    constructor(private readonly chip: CoilChip) {}

    begin(): void {
        const run = async (setup: CoilSetup) => {
            try {
                await setup.chip.init()
            } catch (error) {
                if (!(error instanceof DriverError)) throw error
                setup.failure = error.message
                if (error.code === DriverErrorCode.ChipFault) setup.blame()
            }
            setup.busy = false
        }
        this.failure = ""
        this.fault = Fault.SolenoidChip
        this.busy = true
        run.start(this)
    }

    /** A chip that would be ready, but for what its flags say. */
    private blame(): void {
        const flags = this.chip.flags
        if ((flags & COIL_FLAGS) !== 0) this.fault = Fault.SolenoidCoil
        else if ((flags & Max22200aFlag.OVT) !== 0) this.fault = Fault.OverTemperature
    }
}
