/** `pen flash`: writes the factory image into a board over USB, reads it back, starts it, and waits for the pen. */
import { createInterface } from "node:readline/promises"
import { Command, Option } from "commander"
import pc from "picocolors"
import { refuse } from "../../sim/refusal"
import { jsonOption } from "../options"
import { exitCode, Failed, printJson } from "../outcome"
import { note, progress } from "../progress"
import type { FactoryImage, ImageOptions } from "../flash/image"
import type { ChipReport } from "../flash/loader"

interface Options extends ImageOptions {
    port?: string
    erase?: true
    yes?: true
    esptool?: true
    watch?: true
    wait: boolean
    json?: true
}

/** USB identity of the ESP32-C3's own port. */
const VENDOR = "303a"
const WATCH_MS = 500

export function flashCommand(): Command {
    const append = (file: string, files: string[]): string[] => [...files, file]
    return new Command("flash")
        .description("write a whole pen into a board: runtime, board configuration and program")
        .addOption(
            new Option("--variant <name>", "variant of the pen")
                .choices(["stepper", "solenoid"])
                .makeOptionMandatory()
        )
        .option("--port <path>", "serial port; the only board that is plugged in without it")
        .option("--from <folder>", "take the image from a release")
        .option("--runtime <file>", "image of the native runtime")
        .option("--runtime-sha256 <hex>", "SHA-256 of that image, while devicescript.json has none")
        .option("--trust <file>", "public key to trust, beside those in keys/", append, [])
        .option("--erase", "erase everything first, preferences included")
        .option("--yes", "do not ask")
        .option("--esptool", "use an installed esptool")
        .option("--watch", "flash every board that is plugged in, until Ctrl+C")
        .option("--no-wait", "do not wait for the pen to start")
        .addOption(jsonOption())
        .action(run)
}

async function run(options: Options): Promise<void> {
    const { factoryImageOf } = await import("../flash/image")
    const image = await factoryImageOf(options)
    if (options.watch) {
        await watchBoards(image, options)
        return
    }
    const port = options.port ?? (await onlyPort())
    const result = await flashOne(port, image, options)
    if (options.json) printJson({ schema: 1, port, ...result })
    else process.stdout.write(`${pc.green("flashed")} ${port}: ${sentence(image, options)}\n`)
}

function sentence({ manifest }: FactoryImage, options: Options): string {
    const waited = options.wait ? "started, self-test passed" : "started"
    return `${manifest.variant} ${manifest.version}, written, read back, ${waited}`
}

async function flashOne(port: string, image: FactoryImage, options: Options): Promise<object> {
    const { bytes, manifest } = image
    const program = manifest.bytecode.sha256
    if (options.esptool) {
        await confirm(`${plan(image, options)} into ${port}?`, options)
        const { asFile } = await import("../flash/image")
        const { flashWithEsptool } = await import("../flash/esptool")
        const erase = options.erase ?? false
        const esptool = await asFile(bytes, file => flashWithEsptool(port, file, erase))
        if (options.wait) await waitForPen(port, program)
        return { esptool, variant: manifest.variant, version: manifest.version, program }
    }
    const { serialLine } = await import("../flash/line")
    const { flashBoard } = await import("../flash/flash")
    const bars = {
        write: progress("writing ", bytes.length, "bytes"),
        verify: progress("reading back ", bytes.length, "bytes"),
    }
    const parts = [{ address: 0, data: bytes }]
    const steps = {
        identified: async (chip: ChipReport) => {
            const board = `${chip.chip} ${chip.mac}`
            await confirm(`${plan(image, options)} into ${board} on ${port}?`, options)
        },
        progress: (step: "write" | "verify", fraction: number) =>
            bars[step].update(fraction * bytes.length),
    }
    try {
        const erase = options.erase ?? false
        const chip = await flashBoard(await serialLine(port), parts, steps, { erase })
        if (options.wait) await waitForPen(port, program)
        return { chip, variant: manifest.variant, version: manifest.version, program }
    } finally {
        bars.write.stop()
        bars.verify.stop()
    }
}

function plan({ bytes, manifest }: FactoryImage, options: Options): string {
    const { variant, version, counter, runtime } = manifest
    const erases = options.erase ? "Erase everything, then write" : "Write"
    return (
        `${erases} ${bytes.length} bytes (${variant} ${version}, counter ${counter}, ` +
        `runtime ${runtime.version})`
    )
}

async function confirm(question: string, options: Options): Promise<void> {
    if (options.yes || options.watch) return
    if (!process.stdin.isTTY) throw refuse("pen flash", "--yes", "--yes, nobody is here to ask", "")
    const reader = createInterface({ input: process.stdin, output: process.stderr })
    const answer = await reader.question(`${question} [y/N] `)
    reader.close()
    if (!/^y(es)?$/i.test(answer)) throw new Failed("not confirmed: nothing was written")
}

/** The pen says what it holds, and passes its self-test. */
async function waitForPen(port: string, wanted: string): Promise<void> {
    const { serialLine } = await import("../flash/line")
    const { UsbPort } = await import("../bus/usbport")
    const { awaitFlashed } = await import("../update/prove")
    note("waiting for the pen ...")
    await awaitFlashed(port, wanted, async () => UsbPort.open(await serialLine(port)))
}

async function ports(): Promise<string[]> {
    const { SerialPort } = await import("serialport")
    const rows = (await SerialPort.list().catch(() => [])) as { path: string; vendorId?: string }[]
    return rows.filter(row => row.vendorId?.toLowerCase() === VENDOR).map(row => row.path)
}

async function onlyPort(): Promise<string> {
    const found = await ports()
    if (found.length === 1) return found[0]!
    const what = found.length === 0 ? "no board is plugged in" : `found ${found.join(", ")}`
    throw refuse("pen flash", "--port", "the serial port of one board", what)
}

async function watchBoards(image: FactoryImage, options: Options): Promise<void> {
    const { watch } = await import("../flash/watch")
    let ended = false
    process.once("SIGINT", () => {
        ended = true
    })
    note("plug in one board after the other; Ctrl+C ends")
    const failed = await watch({
        ports,
        flash: port => flashOne(port, image, options),
        line: value => process.stdout.write(`${JSON.stringify(value)}\n`),
        wait: () => new Promise(resolve => setTimeout(resolve, WATCH_MS)),
        ended: () => ended,
    })
    if (failed > 0) process.exitCode = exitCode.failed
}
