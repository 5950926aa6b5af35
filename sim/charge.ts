/**
 * The processor time of the program, charged to virtual time. Bus transfers always take their time; this adds
 * what the chip needs to execute bytecodes, to fill the heap and to collect it, from exact counts and estimated
 * rates. It needs an instrumented machine, and is off unless asked for.
 */
import { counterOf } from "./instrument"
import type { VmExports } from "./vm"

/** Time that one of each takes on an ESP32-C3 at 160 MHz, µs. */
export interface Rates {
    readonly bytecodeUs: number
    /** For each object that a collection comes to. */
    readonly scannedUs: number
    readonly filledByteUs: number
}

/** A call fills 28.7 KB of an empty heap in an estimated 0.1 to 0.2 ms [runtime.md 4.5, DESIGN 2]. */
const FILLED_BY_A_CALL = 28_700

/** A collection among that many living objects takes an estimated 2 to 4 ms [runtime.md 4.5]. */
const LIVING = 450

export const LOWER_RATES: Rates = {
    bytecodeUs: 1.3,
    scannedUs: 2_000 / LIVING,
    filledByteUs: 100 / FILLED_BY_A_CALL,
}
export const UPPER_RATES: Rates = {
    bytecodeUs: 3,
    scannedUs: 4_000 / LIVING,
    filledByteUs: 200 / FILLED_BY_A_CALL,
}

export class Charge {
    private owedUs = 0
    private readonly bytecodes: () => number
    private readonly scanned: () => number
    private readonly bytesFilled: () => number
    private bytecodesBefore = 0
    private scannedBefore = 0
    private bytesFilledBefore = 0

    /** Of the machine with these exports. Throws for one that does not count. */
    constructor(
        exports: VmExports,
        private readonly rates: Rates
    ) {
        this.bytecodes = counterOf(exports, "bytecodes")
        this.scanned = counterOf(exports, "scanned")
        this.bytesFilled = counterOf(exports, "bytesFilled")
        this.restart()
    }

    /** Forgets what was counted: it happened at the factory, or in a machine that was reset. */
    restart(): void {
        this.bytecodesBefore = this.bytecodes()
        this.scannedBefore = this.scanned()
        this.bytesFilledBefore = this.bytesFilled()
        this.owedUs = 0
    }

    /** Whole µs since the last call, of which so many bytecodes are the seam's and cost nothing. */
    take(seamBytecodes: number): number {
        const { rates } = this
        const bytecodes = this.bytecodes()
        const scanned = this.scanned()
        const bytesFilled = this.bytesFilled()
        const charged = bytecodes - this.bytecodesBefore - seamBytecodes
        this.owedUs +=
            Math.max(0, charged) * rates.bytecodeUs +
            (scanned - this.scannedBefore) * rates.scannedUs +
            (bytesFilled - this.bytesFilledBefore) * rates.filledByteUs
        this.bytecodesBefore = bytecodes
        this.scannedBefore = scanned
        this.bytesFilledBefore = bytesFilled
        const wholeUs = Math.floor(this.owedUs)
        this.owedUs -= wholeUs
        return wholeUs
    }
}
