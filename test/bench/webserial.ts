/** A `navigator.serial` for a page, whose one port leads to a line in this process. */
import type { Page } from "playwright-core"
import type { SerialLine } from "../../tools/flash/line"

interface Lines {
    dtr?: boolean
    rts?: boolean
}

/** What the page's end hands over, and where it takes what comes. */
interface Ends {
    /** The port comes, or goes, as a browser tells of it. */
    plug(there: boolean): void
    toPen(bytes: number[]): Promise<void>
    linesToPen(lines: Lines): Promise<void>
    toPage(bytes: number[]): void
    /** The port breaks off in the middle of a reading. */
    gone(): void
}

/** Pulls the plug, or puts it in again. */
export async function plug(page: Page, there: boolean): Promise<void> {
    await page.evaluate(isIn => (globalThis as unknown as Ends).plug(isIn), there)
}

/** The pen's end: what is written to it, the page reads. */
export interface PageLine extends SerialLine {
    /** The page has set its control lines. */
    onLines: (lines: Lines) => void
    /** The board is gone while the page has its port open. */
    unplug(): Promise<void>
}

/** Before the page is loaded. */
export async function fakeWebSerial(page: Page): Promise<PageLine> {
    const line: PageLine = {
        name: "the page's port",
        onData: () => undefined,
        onLost: () => undefined,
        onLines: () => undefined,
        open: () => Promise.resolve(),
        close: () => Promise.resolve(),
        setLines: () => Promise.resolve(),
        setBaudRate: () => Promise.resolve(),
        write: async bytes => {
            const send = (sent: number[]): void => (globalThis as unknown as Ends).toPage(sent)
            // A page that was closed hears nothing more.
            await page.evaluate(send, [...bytes]).catch(() => undefined)
        },
        unplug: async () => page.evaluate(() => (globalThis as unknown as Ends).gone()),
    }
    await page.exposeFunction("toPen", (bytes: number[]) => line.onData(Uint8Array.from(bytes)))
    await page.exposeFunction("linesToPen", (lines: Lines) => line.onLines(lines))
    await page.addInitScript(makeSerial)
    return line
}

/** Runs in the page. */
function makeSerial(): void {
    const ends = globalThis as unknown as Ends
    let hear: ReadableStreamDefaultController<Uint8Array> | undefined
    ends.toPage = bytes => hear?.enqueue(Uint8Array.from(bytes))
    const port = {
        getInfo: () => ({ usbVendorId: 0x303a, usbProductId: 0x1001 }),
        readable: undefined as unknown,
        writable: undefined as unknown,
        open: () => {
            port.readable = new ReadableStream({ start: controller => void (hear = controller) })
            port.writable = new WritableStream<Uint8Array>({
                write: bytes => ends.toPen([...bytes]),
            })
            return Promise.resolve()
        },
        setSignals: (signals: { dataTerminalReady?: boolean; requestToSend?: boolean }) => {
            const { dataTerminalReady: dtr, requestToSend: rts } = signals
            return ends.linesToPen({
                ...(dtr === undefined ? {} : { dtr }),
                ...(rts === undefined ? {} : { rts }),
            })
        },
        close: () => {
            hear = undefined
            return Promise.resolve()
        },
    }
    ends.gone = () => {
        hear?.error(new DOMException("The device has been lost.", "NetworkError"))
        hear = undefined
        port.writable = null
    }
    let isChosen = false
    let isThere = true
    const serial = Object.assign(new EventTarget(), {
        getPorts: () => Promise.resolve(isChosen && isThere ? [port] : []),
        requestPort: () => {
            isChosen = true
            return Promise.resolve(port)
        },
    })
    ends.plug = there => {
        isThere = there
        serial.dispatchEvent(new Event(there ? "connect" : "disconnect"))
    }
    Object.defineProperty(navigator, "serial", { value: serial })
}
