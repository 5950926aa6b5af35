/** What the plant touches, and whom it tells. */
import type { Chain } from "../chain/chain"
import type { MotionPort } from "./screwcarriage"
import type { CoilPort } from "./solenoid"
import type { Crossing } from "./strokes"

/** The chips that the plant touches: the motion chip of a lead screw, or the coil chip of a solenoid, and the rest. */
export type PlantPorts = CommonPorts &
    ({ readonly motion: MotionPort } | { readonly coil: CoilPort })

interface CommonPorts {
    readonly drive: {
        step(dtUs: number): void
        readonly bridge: "coast" | "brake" | "drive"
        /** Average motor voltage while driving, mV. */
        readonly appliedMv: number
    }
    readonly chain: Chain
    readonly onStroke?: (crossing: Crossing) => void
    /** One pulse of the cam's Hall switch per revolution. */
    readonly witness: () => void
    /** Called every 200 µs while the carriage moves, for sensors that convert by themselves. */
    readonly onSense?: () => void
    /** Called after every substep in which the motor may have turned. */
    readonly onTurn?: () => void
}
