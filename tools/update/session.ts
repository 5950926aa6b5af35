/** What `pen update` and `pen recover` share: the pen at the other end, its records, and the packages kept for it. */
import { join } from "node:path"
import { refuse } from "../../sim/refusal"
import { serialLine } from "../flash/line"
import type { VariantName } from "../manifest"
import { Failed } from "../outcome"
import { root } from "../paths"
import { note, progress, type Progress } from "../progress"
import { trustedKeys } from "../release/keys"
import { decodePackage, type Package } from "../release/package"
import { PenLink, type PenStatus } from "./link"
import { Records, type Step } from "./records"
import { SimulatedPen } from "./simulated"
import type { UpdateContext } from "./update"
import { UsbPort } from "../bus/usbport"

export interface SessionOptions {
    port?: string
    sim?: VariantName
    records?: string
    trust: string[]
}

export interface Session {
    readonly context: UpdateContext
    readonly status: PenStatus
    /** The package of an update that is under way. */
    readonly pending?: Package
    readonly steps: { step: Step; note?: string }[]
    close(): Promise<void>
}

const noAnswer =
    "no pen answers. Is the cartridge out? The pen closes its USB data lines only then. Is it switched on? " +
    "If both hold, it does not start: `pen recover --rescue` writes its store anew."

/** Opens the pen and everything known about it. Throws `Failed` when nobody answers. */
export async function openSession(options: SessionOptions, totalBytes: number): Promise<Session> {
    if ((options.port === undefined) === (options.sim === undefined))
        throw refuse("pen", "", "either --port or --sim", options.port ? "both" : "neither")
    const folder = options.records ?? join(root, ".pen", "pens")
    const simulated = options.sim && (await SimulatedPen.start(folder, options.sim))
    const port = simulated ? simulated.port : await UsbPort.open(await serialLine(options.port!))
    const link = new PenLink(port)
    const status = await link.find()
    if (!status) {
        await link.close()
        throw new Failed(`${port.name}: ${noAnswer}`)
    }
    const device = options.sim ? `simulated-${options.sim}` : status.device
    const records = Records.open(folder, device)
    const trusted = trustedKeys(options.trust)
    const kept = (name: "good" | "pending"): Package | undefined => {
        const content = records[name]
        return content && decodePackage(content, `${name} package of ${device}`, trusted)
    }
    const good = kept("good")
    const pending = records.unfinished ? kept("pending") : undefined
    const steps: { step: Step; note?: string }[] = []
    let bar: Progress | undefined
    const hooks = {
        step: (step: Step, text?: string): void => {
            steps.push({ step, ...(text === undefined ? {} : { note: text }) })
            simulated?.keep()
            bar?.stop()
            bar = step === "sending" ? progress("sending ", totalBytes, "bytes") : undefined
            note(text === undefined ? step : `${step}: ${text}`)
        },
        progress: (bytes: number): void => bar?.update(bytes),
    }
    return {
        context: { link, records, hooks, ...(good ? { good } : {}) },
        status,
        ...(pending ? { pending } : {}),
        steps,
        close: async () => {
            bar?.stop()
            simulated?.keep()
            records.close()
            await link.close()
        },
    }
}
