import { afterEach, describe, expect, test } from "vitest"
import { sha256 } from "../../tools/release/package"
import { update } from "../../tools/update/update"
import { newProgram, oldProgram, packageOf, UpdateRig } from "../support/updaterig"

let rig: UpdateRig | undefined
afterEach(() => {
    rig?.close()
    rig = undefined
})

describe("update of a simulated pen", () => {
    test("update: a pen at rest: has the new program, proved, in 20 s, memory untouched", async () => {
        rig = await UpdateRig.make()
        const next = packageOf(newProgram())
        const tool = rig.tool()
        const before = rig.pen.nowMs
        const memory = rig.pen.memory.slice(0, 0x100)
        const status = (await tool.link.find())!
        expect(status.programSha256).toBe(sha256(oldProgram))
        await update(tool, next.package, next.content, status)
        expect(await tool.link.sha256()).toBe(sha256(newProgram()))
        expect(rig.pen.nowMs - before).toBeLessThan(20_000)
        expect(rig.steps).toEqual(
            "planned service saved off sending sent verified confirmed".split(" ")
        )
        expect(Buffer.from(rig.pen.memory.slice(0, 0x100)).equals(memory)).toBe(true)
        expect(rig.pen.observer.figures()).toMatchObject({ strokesUnauthorised: 0, driveOnMs: 0 })
        console.log(rig.pen.nowMs - before)
    })
})
