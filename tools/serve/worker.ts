/** The pen's own thread: whatever it does, pages and their requests are served meanwhile. */
import { basename, join } from "node:path"
import type { MessagePort } from "node:worker_threads"
import type { CheckedAsk, Tell } from "../../bench/messages"
import { Refusal, refuse } from "../../sim/refusal"
import { type Scenario, loadScenario } from "../../sim/scenario"
import { bytecodeOf } from "../variants"
import { Playback, type PlaybackMeans } from "./playback"
import { scenarioEntries } from "./scenarios"

/** Real time from the end of a turn to the next, ms. */
const TURN_EVERY_MS = 4

/** What the host says to this thread. */
export type Order =
    | { readonly ask: CheckedAsk; readonly from: number; readonly content?: Uint8Array }
    | { readonly watched: boolean }

/** What this thread says: to the page that asked where there is a `to`, else to all. */
export interface Word {
    readonly tell: Tell
    readonly to?: number
}

/** Serves a port until the thread ends. `folder` is where scenarios lie. */
export function liveOn(port: MessagePort, { folder }: { folder: string }): void {
    const say = (word: Word): void => {
        port.postMessage(word)
    }
    let asking: number | undefined
    const means: PlaybackMeans = {
        wallMs: () => performance.timeOrigin + performance.now(),
        bytecodeOf: async variant => (await bytecodeOf(variant, "begin")).bytecode,
        scenarioOf: (name, changes) => scenarioOf(folder, name, changes),
        // What an update takes is loaded when somebody wants one.
        update: async updating => (await import("./updating")).updateLive(updating),
        tell: tell => {
            const isAnswer = tell.type === "saved" || tell.type === "journal"
            say(isAnswer && asking !== undefined ? { tell, to: asking } : { tell })
        },
    }
    const playback = new Playback(means)
    const refused = (error: unknown, to?: number): void => {
        const tell: Tell = { type: "refused", text: textOf(error) }
        say(to === undefined ? { tell } : { tell, to })
    }
    let watched = false
    const turn = (): void => {
        try {
            if (watched) playback.turn()
        } catch (error) {
            playback.stop()
            refused(error)
        }
        setTimeout(turn, TURN_EVERY_MS)
    }
    turn()
    // One after the other: a new pen takes a while, and what is asked next is meant for it.
    let before = Promise.resolve()
    port.on("message", (order: Order) => {
        if ("watched" in order) {
            watched = order.watched
            if (watched) playback.resume()
        } else
            before = before.then(async () => {
                asking = order.from
                await playback
                    .handle(order.ask, order.content)
                    .catch((error: unknown) => refused(error, order.from))
                asking = undefined
            })
    })
}

function scenarioOf(
    folder: string,
    name: string,
    changes: Parameters<PlaybackMeans["scenarioOf"]>[1]
): Scenario {
    const known = scenarioEntries(folder).map(entry => entry.name)
    if (!known.includes(name)) throw refuse("play", "scenario", `one of ${known.join(", ")}`, name)
    return loadScenario(join(folder, `${basename(name)}.json`), changes)
}

function textOf(error: unknown): string {
    if (error instanceof Refusal) return error.message
    const text = error instanceof Error ? error.message : String(error)
    return `The simulated pen has stopped: ${text} Begin a new pen to go on.`
}
