/**
 * What keeps the MAX22200A's outputs off from outside its registers: supply and heat.
 * Source: datasheet MAX22200/MAX22200A Rev 1 (3/25), UVLO and TSD. There is no supply but VM: the logic's
 * own regulator hangs on it. Chosen: it loses its registers below 2.0 V at VM.
 */

const logicMv = 2000
const lockoutMv = 3880
const lockoutEndMv = 4000
const shutdownCelsius = 145
const shutdownEndCelsius = 125

export class Max22200aSupply {
    connected = false
    dieCelsius = 25
    /** The registers hold. */
    logic = false
    /** Under-voltage lockout. */
    low = true
    /** Thermal shutdown. */
    tooHot = false

    /** Takes in the voltage at VM; says whether the logic has just been lost or come back. */
    look(vmMv: number): "lost" | "back" | undefined {
        const mv = this.connected ? vmMv : 0
        this.low = mv < (this.low ? lockoutEndMv : lockoutMv)
        this.tooHot = this.dieCelsius >= (this.tooHot ? shutdownEndCelsius : shutdownCelsius)
        const logic = mv >= logicMv
        if (logic === this.logic) return undefined
        this.logic = logic
        return logic ? "back" : "lost"
    }
}
