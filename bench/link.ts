/** The page's line to its host: opens it again when it breaks, and passes on what is said once per frame. */
import { batch } from "@preact/signals"
import type { Ask, Tell } from "./messages"
import { extremes, forgetSamples, keepSamples } from "./series"
import * as store from "./store"

/** Real time until the line is opened again, ms: soon at first, then less often. */
const RETRY_MS = [250, 500, 1_000, 2_000]
/** A hidden page gets no animation frames; it listens this often, ms. */
const HIDDEN_MS = 500

let socket: WebSocket | undefined
let failures = 0
let waiting: Tell[] = []
let planned = false

/** Opens the line, and keeps it open for as long as the page lives. */
export function connect(): void {
    socket = new WebSocket(`ws://${location.host}/pen`)
    socket.onopen = () => {
        failures = 0
        store.connected.value = true
    }
    socket.onmessage = event => {
        waiting.push(JSON.parse(String(event.data)) as Tell)
        plan()
    }
    socket.onclose = () => {
        store.connected.value = false
        const retryMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]
        setTimeout(connect, retryMs)
    }
}

/** Asks the host; what came of it is told, or refused in words. */
export function ask(what: Ask): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(what))
}

/** Does a step of a scenario now. */
export function act(action: { readonly do: string; readonly [detail: string]: unknown }): void {
    ask({ type: "act", action })
}

/** Changes the pace, or one half of it. */
export function setPace(change: { paused?: boolean; speedPercent?: number }): void {
    const { paused, speedPercent } = store.status.value
    ask({ type: "pace", paused, speedPercent, ...change })
}

function plan(): void {
    if (planned) return
    planned = true
    if (document.hidden) setTimeout(hear, HIDDEN_MS)
    else requestAnimationFrame(hear)
}

function hear(): void {
    planned = false
    const told = waiting
    waiting = []
    batch(() => {
        for (const tell of told) take(tell)
    })
}

function take(tell: Tell): void {
    switch (tell.type) {
        case "hello":
            store.tray.value = tell.tray
            store.scenarios.value = tell.scenarios
            begin()
            store.happenings.value = tell.happenings
            store.trips.value = tell.trips
            break
        case "session":
            store.session.value = tell.session
            break
        case "begun":
            begin()
            break
        case "status":
            store.status.value = tell.status
            break
        case "frame":
            takeFrame(tell)
            break
        case "happened":
            store.keepHappenings(tell.happenings)
            break
        case "trip":
            store.keepTrip(tell.trip)
            break
        case "verdict":
            store.verdict.value = tell.verdict
            break
        case "control":
            store.control.value = { yours: tell.yours, watchers: tell.watchers }
            break
        case "saved":
            download(`${tell.name}.json`, tell.text)
            break
        case "journal":
            store.journal.value = tell.lines
            break
        case "update":
            store.update.value = tell.update
            break
        case "refused":
            store.notice.value = tell.text
            break
    }
}

/** Another pen: nothing of the one before is shown any more. */
function begin(): void {
    forgetSamples()
    store.happenings.value = []
    store.trips.value = []
    store.verdict.value = null
    store.journal.value = []
    store.update.value = null
    store.notice.value = ""
}

function takeFrame(tell: Extract<Tell, { type: "frame" }>): void {
    const { atMs, lamps, lagMs, keptPercent, samples } = tell
    store.frame.value = { atMs, lamps, lagMs, keptPercent }
    const last = samples.at(-1)
    if (!last) return
    store.latest.value = last
    keepSamples(samples)
    store.swept.value = extremes()
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }))
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000)
}
