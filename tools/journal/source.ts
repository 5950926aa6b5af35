/** Where a journal comes from: the memory of a pen as a file, or the memory of a simulated pen after a scenario. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { checkSteps } from "../../sim/actions"
import { MEMORY_BYTES, readJournal, type JournalRead } from "../../sim/journal/entries"
import { sessionsOf, type TreatmentSession } from "../../sim/journal/sessions"
import { refuse } from "../../sim/refusal"
import { makePen, schedule } from "../../sim/run"
import { loadScenario } from "../../sim/scenario"
import { bytecodeOf } from "../variants"

export interface Journal {
    readonly source: string
    /** Of the whole memory. */
    readonly sha256: string
    readonly read: JournalRead
    readonly sessions: readonly TreatmentSession[]
}

/** Throws `Refusal` for a file that is no memory of a pen. */
export function journalOf(source: string, memory: Uint8Array): Journal {
    const read = readJournal(memory)
    const sha256 = createHash("sha256").update(memory).digest("hex")
    return { source, sha256, read, sessions: sessionsOf(read) }
}

/** The memory of a pen as it was read out into a file. Throws `Refusal`. */
export function memoryFile(file: string): Uint8Array {
    const expected = `the memory of a pen: a file of ${MEMORY_BYTES} bytes`
    let memory: Uint8Array
    try {
        memory = readFileSync(file)
    } catch (error) {
        throw refuse(file, "", expected, error instanceof Error ? error.message : String(error))
    }
    if (memory.length === MEMORY_BYTES) return memory
    throw refuse(file, "", expected, `${memory.length} bytes`)
}

/** The memory of a simulated pen that a scenario was played on. Throws `Refusal`. */
export async function memoryAfter(path: string): Promise<Uint8Array> {
    const scenario = loadScenario(path)
    checkSteps(scenario)
    const { bytecode } = await bytecodeOf(scenario.variant, path)
    const pen = await makePen(scenario, bytecode)
    schedule(pen, scenario)
    pen.powerOn()
    pen.runUntil(scenario.untilMs)
    return pen.memory
}
