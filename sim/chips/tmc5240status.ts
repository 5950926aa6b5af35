/**
 * The TMC5240's status words, put together from what is true inside.
 * Source: datasheet 19-101625C, SPI status bits; RAMP_STAT 0x35.
 */
import { Tmc5240Gstat, Tmc5240RampStat, Tmc5240SpiStatus } from "../../src/drivers/tmc5240.regs"
import type { RampGenerator } from "./tmc5240ramp"
import type { ReferenceSwitches } from "./tmc5240switches"

/** Live comparisons that go into RAMP_STAT. */
export interface RampComparisons {
    velocityReached: boolean
    positionReached: boolean
    atVirtualLeft: boolean
    atVirtualRight: boolean
}

/** RAMP_STAT; reading it clears nothing. `mode` is SW_MODE. */
export function rampStatus(
    ramp: RampGenerator,
    switches: ReferenceSwitches,
    mode: number,
    comparisons: RampComparisons,
    atUs: number
): number {
    let word = switches.latchEvents
    if (switches.leftActive(mode)) word |= Tmc5240RampStat.STATUS_STOP_L
    if (switches.rightActive(mode)) word |= Tmc5240RampStat.STATUS_STOP_R
    if (ramp.stopLeftEvent) word |= Tmc5240RampStat.EVENT_STOP_L
    if (ramp.stopRightEvent) word |= Tmc5240RampStat.EVENT_STOP_R
    if (ramp.positionReachedEvent) word |= Tmc5240RampStat.EVENT_POS_REACHED
    if (comparisons.velocityReached) word |= Tmc5240RampStat.VELOCITY_REACHED
    if (comparisons.positionReached) word |= Tmc5240RampStat.POSITION_REACHED
    if (!ramp.movingAt(atUs)) word |= Tmc5240RampStat.VZERO
    if (ramp.waitingAt(atUs)) word |= Tmc5240RampStat.T_ZEROWAIT_ACTIVE
    if (ramp.secondMoveEvent) word |= Tmc5240RampStat.SECOND_MOVE
    if (comparisons.atVirtualLeft) word |= Tmc5240RampStat.STATUS_VIRTUAL_STOP_L
    if (comparisons.atVirtualRight) word |= Tmc5240RampStat.STATUS_VIRTUAL_STOP_R
    return word
}

/** First byte of every reply, from GSTAT, RAMP_STAT and the standstill flag. */
export function spiStatus(global: number, ramp: number, standstill: boolean): number {
    let status = standstill ? Tmc5240SpiStatus.STANDSTILL : 0
    if (global & Tmc5240Gstat.RESET) status |= Tmc5240SpiStatus.RESET_FLAG
    if (global & Tmc5240Gstat.DRV_ERR) status |= Tmc5240SpiStatus.DRIVER_ERROR
    if (ramp & Tmc5240RampStat.VELOCITY_REACHED) status |= Tmc5240SpiStatus.VELOCITY_REACHED
    if (ramp & Tmc5240RampStat.POSITION_REACHED) status |= Tmc5240SpiStatus.POSITION_REACHED
    if (ramp & Tmc5240RampStat.STATUS_STOP_L) status |= Tmc5240SpiStatus.STATUS_STOP_L
    if (ramp & Tmc5240RampStat.STATUS_STOP_R) status |= Tmc5240SpiStatus.STATUS_STOP_R
    return status
}
