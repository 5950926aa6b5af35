/**
 * `pen sim`: the simulated pen in real time, on the bus of the DeviceScript tools or at a serial line; or a real pen,
 * shown as far as a pen tells of itself.
 */
import { Command, Option } from "commander"
import pc from "picocolors"
import type { Variant } from "../../sim/faults"
import { refuse } from "../../sim/refusal"
import { jsonOption, wholeNumber } from "../options"
import { printJson } from "../outcome"
import { note } from "../progress"
import { bytecodeOf } from "../variants"

interface Options {
    variant: Variant
    devtools?: true
    line?: string
    port?: string
    strap?: true
    json?: true
    forS?: number
}

export function simCommand(): Command {
    return new Command("sim")
        .description(
            "run the simulated pen in real time, for other tools to attach to; or watch a real one"
        )
        .addOption(
            new Option("--variant <name>", "variant of the pen")
                .choices(["stepper", "solenoid"])
                .default("stepper")
        )
        .option("--devtools", "join `devs devtools` on this computer (ports 8081 and 8082)")
        .option("--line <path>", "be the pen at this serial line, for instance a pseudo-terminal")
        .option("--port <path>", "watch the real pen at this serial port: no simulated one is made")
        .option("--strap", "close the bench strap: peers stay connected with a cartridge fitted")
        .option("--for-s <n>", "stop after so many seconds", wholeNumber(1, 86_400))
        .addOption(jsonOption())
        .action(sim)
}

/** What `--port` shows of the journal. */
const ENTRIES_SHOWN = 20

async function sim(options: Options): Promise<void> {
    const { devtools, line, port } = options
    const ways = [devtools, line, port].filter(way => way !== undefined)
    if (ways.length !== 1) {
        const found = ways.length === 0 ? "none" : "more"
        throw refuse("pen sim", "", "one of --devtools, --line and --port", found)
    }
    if (port === undefined) await simulate(options)
    else await watch(port, options)
}

async function simulate(options: Options): Promise<void> {
    if (options.json) throw refuse("pen sim", "--json", "--port with it", "a simulated pen")
    const { Pen } = await import("../../sim/pen")
    const { RealTime } = await import("../attach/realtime")
    note(`building ${options.variant} ...`)
    const { bytecode } = await bytecodeOf(options.variant, "--variant")
    const pen = await Pen.make({ seed: 1, variant: options.variant, bytecode })
    if (options.strap) pen.world.chain.benchStrap.set(1)
    const ended = ending(options.forS)
    const close = await attach(pen.usb, options, ended.end)
    pen.powerOn()
    const time = new RealTime(pen)
    time.start()
    const where = options.line ?? "devs devtools"
    process.stdout.write(
        `${pc.green("running")} ${options.variant} pen at ${where} (Ctrl+C stops it)\n`
    )
    await ended.promise
    time.stop()
    await close()
}

/** What a pen says of itself: all of it once, and then whatever changes. */
async function watch(path: string, options: Options): Promise<void> {
    const { serialLine } = await import("../flash/line")
    const { UsbPort } = await import("../bus/usbport")
    const { RealPen } = await import("../attach/realpen")
    const { changes, snapshotText } = await import("../attach/realpentext")
    const pen = new RealPen(await UsbPort.open(await serialLine(path)))
    try {
        await pen.found()
        const snapshot = await pen.snapshot(ENTRIES_SHOWN)
        if (options.json) printJson(snapshot)
        else {
            process.stdout.write(snapshotText(snapshot))
            const show = changes(pen.watch)
            pen.watch.onChange = () => process.stdout.write(show())
            await ending(options.forS).promise
        }
    } finally {
        await pen.close()
    }
}

async function attach(
    usb: import("../../sim/usb").Usb,
    { line }: Options,
    lost: () => void
): Promise<() => Promise<void> | void> {
    if (line === undefined) {
        const { DevtoolsLink } = await import("../attach/devtools")
        const link = await DevtoolsLink.join(usb)
        void link.gone.then(lost)
        return () => link.close()
    }
    const { serialLine } = await import("../flash/line")
    const { SerialEnd } = await import("../attach/serialend")
    const end = await SerialEnd.open(await serialLine(line), usb)
    return () => end.close()
}

/** When somebody wants the program to end, or its time is over. */
function ending(forS: number | undefined): { promise: Promise<void>; end: () => void } {
    let end: () => void = () => undefined
    const promise = new Promise<void>(resolve => {
        end = resolve
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve)
        if (forS !== undefined) setTimeout(resolve, forS * 1_000)
    })
    return { promise, end }
}
