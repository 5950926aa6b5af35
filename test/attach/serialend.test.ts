/** The serial path: the tools' own USB port against a simulated pen behind a pseudo-terminal. */
import { afterEach, expect, test, vi } from "vitest"
import { readJournal } from "../../sim/journal/entries"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { RealPen } from "../../tools/attach/realpen"
import { serialLine } from "../../tools/flash/line"
import { memoryAtPort } from "../../tools/journal/port"
import { sha256 } from "../../tools/release/package"
import { PenLink } from "../../tools/update/link"
import { UsbPort } from "../../tools/bus/usbport"
import { bytecode } from "../support/bytecode"
import { PenAtLine } from "../support/penatline"
import { runningTreatment } from "../support/treatment"

const line = new PenAtLine()

afterEach(() => line.close())

test("attach: pseudo-terminal: the tools find the pen, read its program and bring it into Service", async context => {
    if (!PenAtLine.possible) context.skip("socat is not installed")
    const pen = await Pen.make({ seed: 1, bytecode, machine: new Machine() })
    pen.powerOn()
    pen.runUntil(4_000)
    const atTool = await line.attach(pen)
    const port = await UsbPort.open(await serialLine(atTool))
    const link = new PenLink(port)
    line.endings.push(() => link.close())
    const status = await link.find()
    expect(status?.programSha256).toBe(sha256(bytecode))
    await link.enterService()
    expect(pen.firmware.state).toBe("Service")
    expect(pen.world.chain.rail.high).toBe(false)
}, 60_000)

test("attach: pseudo-terminal: a pen after a treatment: its journal is read out of its memory", async context => {
    if (!PenAtLine.possible) context.skip("socat is not installed")
    const at = await runningTreatment({ depthUm: 1000, rateHz: 100 })
    at.do({ do: "release" }).wait(1_000).do({ do: "remove" }).wait(3_000)
    const memory = await memoryAtPort(await line.attach(at.pen))
    const { entries } = readJournal(memory)
    expect(entries.map(({ kind }) => kind)).toEqual(["sessionStart", "stretch", "sessionStop"])
    expect(entries).toEqual(readJournal(at.pen.memory).entries)
}, 60_000)

test("attach: pseudo-terminal: a pen that strokes: told as it is, then events, journal", async context => {
    if (!PenAtLine.possible) context.skip("socat is not installed")
    const at = await runningTreatment({ depthUm: 1000, rateHz: 100 })
    at.pen.world.chain.benchStrap.set(1)
    const pen = new RealPen(await UsbPort.open(await serialLine(await line.attach(at.pen))))
    line.endings.push(() => pen.close())
    await pen.found()
    const { services } = await pen.snapshot(0)
    expect(services["safetyInterlock"]).toMatchObject({ state: "Running", fault: "None" })
    expect(services["depthActuator"]).toMatchObject({ set_depth: "1 mm", homed: "true" })
    expect(services["needleCartridge"]).toMatchObject({ kind: "Adjustable", accepted: "true" })
    const protrusion = parseFloat(services["depthActuator"]!["protrusion"]!)
    expect(Math.abs(protrusion * 1000 - at.pen.world.plant.carriageUm)).toBeLessThan(150)
    at.do({ do: "remove" })
    await vi.waitUntil(() => pen.watch.events.length > 0, { timeout: 10_000 })
    expect(pen.watch.events[0]!.text).toContain("fault CartridgeRemoved")
    await vi.waitUntil(() => pen.watch.number("journal", "entries") >= 3, { timeout: 20_000 })
    const { journal } = await pen.snapshot(10)
    const texts = journal.map(({ text }) => text).join("\n")
    expect(texts).toContain("session 1 begins: adjustable")
    expect(texts).toContain("fault CartridgeRemoved")
}, 60_000)
