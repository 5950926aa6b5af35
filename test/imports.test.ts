/**
 * Who may know whom. Firmware: core <- hal <- drivers <- actuator <- app; the panel sees core and the interfaces of
 * hal. The simulated pen sees only the core and the register enums, so that a chip's model and its driver are
 * written from the datasheet and not from one another.
 */
import { describe, expect, test } from "vitest"
import { filesEnding, importsOf } from "./support/sources"
import type { Import } from "./support/sources"

const files = filesEnding(".ts", ".tsx", ".mjs")

/** Folders of the firmware, each with the folders it may import from. */
const firmware: Record<string, readonly string[]> = {
    "src/core": ["src/core"],
    "src/hal": ["src/core", "src/hal"],
    "src/drivers": ["src/core", "src/hal", "src/drivers"],
    "src/actuator": ["src/core", "src/hal", "src/drivers", "src/actuator"],
    "src/panel": ["src/core", "src/hal/bus.ts", "src/panel"],
    "src/servers": ["src/core", "src/hal/bus.ts", "src/servers"],
    "src/app": [
        "src/core",
        "src/hal",
        "src/drivers",
        "src/actuator",
        "src/panel",
        "src/servers",
        "src/app",
    ],
    "src/main": ["src/"],
}

function within(target: string, folders: readonly string[]): boolean {
    return folders.some(folder => {
        return target === folder || target.startsWith(folder.endsWith("/") ? folder : `${folder}/`)
    })
}

/** Imports of the files below `folder` that `allowed` refuses, as text. */
function offences(folder: string, allowed: (one: Import) => boolean): string[] {
    return files
        .filter(path => path.startsWith(folder))
        .flatMap(path => {
            const refused = importsOf(path).filter(one => !allowed(one))
            return refused.map(one => `${path} imports ${one.name}`)
        })
}

describe("imports", () => {
    test.each(Object.entries(firmware))("imports: %s: sees only %j", (folder, allowed) => {
        const isDevicePackage = (one: Import): boolean =>
            folder !== "src/core" && /^@(devicescript|dsboard)\//.test(one.name)
        const ok = (one: Import): boolean =>
            one.target === null ? isDevicePackage(one) : within(one.target, allowed)
        expect(offences(folder, ok)).toEqual([])
    })

    test("imports: folders of src: each has a rule", () => {
        const folders = files.flatMap(path => /^src\/\w+(?=\/)/.exec(path)?.[0] ?? [])
        expect([...new Set(folders)].filter(folder => !(folder in firmware))).toEqual([])
    })

    test("imports: simulated pen: of the firmware, only the core and register enums", () => {
        const ok = ({ target }: Import): boolean =>
            target === null || !target.startsWith("src/") || isOpen(target)
        const isOpen = (target: string): boolean =>
            target.startsWith("src/core/") || target.endsWith(".regs.ts")
        expect(offences("sim/", ok)).toEqual([])
    })

    test("imports: simulated pen: knows neither tools nor tests, but where files lie", () => {
        const ok = ({ target }: Import): boolean =>
            target === null ||
            target === "tools/paths.ts" ||
            !(target.startsWith("tools/") || target.startsWith("test/"))
        expect(offences("sim/", ok)).toEqual([])
    })

    /** What the page shares with `pen flash`: the flasher, and the question whether the pen is well afterwards. */
    const flashing = /^tools\/(flash\/(flash|loader|webport)|failed|release\/layout)\.ts$/
    const bus = /^tools\/bus\/(client|patience|penbus|port|transport|usbframing|usbport)\.ts$/
    const afterwards = /^tools\/update\/(link|memory\w*|prove|refusals)\.ts$/
    const shares = (path: string): boolean =>
        [flashing, bus, afterwards].some(some => some.test(path))

    test("imports: bench page: of firmware the core, of the simulated pen words, of tools what flashes", () => {
        const words = /^sim\/(fault\w+|samplefields|journal\/entries)\.ts$/
        const isOpen = (one: Import): boolean =>
            one.target === null ||
            [/^(src\/core|bench)\//, words].some(open => open.test(one.target!)) ||
            shares(one.target)
        // Types cost nothing, and the schemas of messages are for the host.
        const values = (path: string): Import[] => importsOf(path).filter(one => !one.typeOnly)
        const refused = files
            .filter(path => path.startsWith("bench/") && path !== "bench/messages.ts")
            .flatMap(path =>
                values(path)
                    .filter(one => !isOpen(one))
                    .map(one => `${path} imports ${one.name}`)
            )
        expect(refused).toEqual([])
    })

    test("imports: what page and tools flash with: nothing that only one of them has", () => {
        const shared = /^(src\/core\/|sim\/(services|peer|journal\/entries)\.ts$)/
        const ok = (one: Import): boolean =>
            one.typeOnly ||
            ["esptool-js", "jacdac-ts"].includes(one.name) ||
            shared.test(one.target ?? "") ||
            shares(one.target ?? "")
        const refused = files
            .filter(shares)
            .flatMap(path => importsOf(path).filter(one => !ok(one)))
        expect(refused.map(one => one.name)).toEqual([])
    })

    test("imports: tools: never from tests", () => {
        expect(offences("tools/", ({ target }) => !(target?.startsWith("test/") ?? false))).toEqual(
            []
        )
    })

    test("imports: every local import: exists", () => {
        const known = new Set(filesEnding(".ts", ".tsx", ".mjs", ".js", ".json", ".css"))
        const ok = ({ target }: Import): boolean => target === null || known.has(target)
        expect(offences("", ok)).toEqual([])
    })
})
