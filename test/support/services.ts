/** Services of the pen by their place on the bus, and the codes that tests ask them for (`services/`). */

export const interlockClass = 0x1f64b08e

export const service = {
    control: 0,
    depthActuator: 1,
    needleDrive: 2,
    needleCartridge: 3,
    safetyInterlock: 4,
    treatmentSession: 5,
    journal: 6,
} as const

export const register = {
    streamingSamples: 0x03,
    streamingInterval: 0x04,
    reading: 0x101,
    statusCode: 0x103,
    instanceName: 0x109,
    setDepth: 0x180,
    profileMaximum: 0x184,
    runStrokes: 0x182,
    triggerToggles: 0x183,
    state: 0x180,
    fault: 0x181,
    inhibits: 0x182,
    lockouts: 0x185,
    entries: 0x181,
    time: 0x182,
} as const

export const command = {
    setProfileMaximum: 0x80,
    setTriggerToggles: 0x80,
    stopDrive: 0x81,
    stop: 0x80,
    enterService: 0x81,
    leaveService: 0x82,
    release: 0x83,
    read: 0x80,
    setTime: 0x81,
    noteUpdate: 0x82,
    readMemory: 0x83,
    printMemory: 0x84,
} as const

/** Little-endian bytes of a whole number. */
export function bytes(value: number, size: number): Uint8Array {
    const data = new Uint8Array(size)
    let rest = value
    for (let index = 0; index < size; index++) {
        data[index] = rest % 256
        rest = Math.floor(rest / 256)
    }
    return data
}

/** The whole number that little-endian bytes are. Throws when there was no answer. */
export function number(data: Uint8Array | undefined): number {
    if (!data) throw new Error("the pen did not answer")
    return data.reduceRight((value, byte) => value * 256 + byte, 0)
}
