/** A line that falls silent for a while, as of a computer that is busy elsewhere: nothing is lost, all is late. */
import { afterEach, expect, test } from "vitest"
import { readJournal } from "../../sim/journal/entries"
import { PenMemory } from "../../sim/journal/writing"
import { sha256 } from "../../tools/release/package"
import { update } from "../../tools/update/update"
import { newProgram, oldProgram, packageOf, type Tool, UpdateRig } from "../support/updaterig"

/** Longer than a simulated pen in real time was ever kept waiting by four busy programs on two cores (0.5 s). */
const SILENT_MS = 2_000
const ENTRIES = 200
const next = packageOf(newProgram)

let rig: UpdateRig | undefined
afterEach(() => rig?.close())

/** From now on everything on the line waits until `SILENT_MS` are over, and then comes in its order. */
function fallSilent({ port }: Tool): void {
    const { onFrame, onLog } = port
    const [send, wait] = [port.send.bind(port), port.wait.bind(port)]
    const endMs = port.nowMs() + SILENT_MS
    const late: (() => unknown)[] = []
    port.send = frame => {
        late.push(() => send(frame))
        return Promise.resolve()
    }
    port.onFrame = frame => late.push(() => onFrame(frame))
    port.onLog = text => late.push(() => onLog(text))
    port.wait = async ms => {
        await wait(ms)
        if (port.nowMs() < endMs) return
        Object.assign(port, { send, wait, onFrame, onLog })
        for (const deed of late.splice(0)) await deed()
    }
}

const steps = "planned service saved off sending sent verified confirmed".split(" ")

/** Updates a pen whose line falls silent at the frame of that number after a step. */
async function updatedWithSilence(step: string, at: number): Promise<boolean> {
    rig = await UpdateRig.make(oldProgram, memory => past(memory))
    const { tool, status } = await rig.found()
    const { port } = tool
    const send = port.send.bind(port)
    let frames = 0
    port.send = frame => {
        if (rig!.steps.at(-1) !== step || ++frames !== at) return send(frame)
        port.send = send
        fallSilent(tool)
        return port.send(frame)
    }
    await update(tool, next.package, next.content, status)
    expect(rig.steps, `${step} ${at}`).toEqual(steps)
    expect(readJournal(rig.pen.memory)).toMatchObject({ next: ENTRIES + 1, missing: [] })
    expect(await tool.link.sha256()).toBe(sha256(newProgram))
    rig.close()
    rig = undefined
    return frames >= at
}

test.each<[string, string, number[]]>([
    ["goes into Service", "planned", [1, 3]],
    ["reads the memory", "service", [1, 10]],
    ["stops the program", "saved", [1, 2, 3]],
    ["sends the program", "sending", [1, 2, 100]],
    ["reads back and starts", "sent", [1, 2, 3]],
    ["compares and notes", "verified", [1, 10]],
])("update: its line is silent for 2 s while the tool %s: updated", async (_what, step, frames) => {
    for (const frame of frames) expect(await updatedWithSilence(step, frame), `${frame}`).toBe(true)
})

function past(bytes: Uint8Array): void {
    const memory = new PenMemory(0, bytes)
    while (memory.next < ENTRIES) memory.stretch(1, 700, memory.next)
    memory.header(() => undefined)
}
