/** The run mark in FRAM: tells the next start of the program whether this one ended in mid-run. */
import { MemoryMap, RUN_MARK_RUNNING, RUN_MARK_STOPPED } from "./memorymap"
import { type Pen } from "./pen"

/** Writes the mark and reads it back. Returns false when the memory does not keep it. */
export function writeRunMark(pen: Pen, running: boolean): boolean {
    const mark = Buffer.alloc(1)
    mark[0] = running ? RUN_MARK_RUNNING : RUN_MARK_STOPPED
    return pen.devices.memory.writeVerified(MemoryMap.RunMark, mark) === 0
}
