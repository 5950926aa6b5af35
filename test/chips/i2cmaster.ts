/** A controller for tests: whole transfers over one simulated chip, without bus time. */
import type { I2cTarget } from "../../sim/chips/bus"

/** What a transfer came to: acknowledged bits of address and written bytes, and the bytes read. */
export interface Transfer {
    readonly acknowledged: readonly boolean[]
    readonly bytes: readonly number[]
}

/** START, write, and if `count` > 0 a repeated START and a read; STOP. Ends at the first byte that is refused. */
export function transfer(target: I2cTarget, write: readonly number[], count = 0): Transfer {
    const acknowledged: boolean[] = []
    const bytes: number[] = []
    const refused = (): Transfer => {
        target.stop()
        return { acknowledged, bytes }
    }
    if (write.length > 0 || count === 0) {
        acknowledged.push(target.start(false))
        if (!acknowledged.at(-1)) return refused()
        for (const byte of write) {
            acknowledged.push(target.write(byte))
            if (!acknowledged.at(-1)) return refused()
        }
    }
    if (count > 0) {
        acknowledged.push(target.start(true))
        if (!acknowledged.at(-1)) return refused()
        for (let index = 0; index < count; index++) bytes.push(target.read())
    }
    target.stop()
    return { acknowledged, bytes }
}

/** True if every byte and address of the transfer was acknowledged. */
export function accepted(result: Transfer): boolean {
    return result.acknowledged.every(acknowledged => acknowledged)
}

/** Bytes read after writing a pointer. */
export function readAt(target: I2cTarget, pointer: number, count: number): readonly number[] {
    return transfer(target, [pointer], count).bytes
}

/** Hexadecimal digits, for expectations that look like the datasheet's. */
export function hex(bytes: Iterable<number>): string {
    return Array.from(bytes, byte => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ")
}
