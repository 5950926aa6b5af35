/** The factory's line: flashes every board that is plugged in, one after the other, and writes a line about each. */

export interface WatchHooks {
    /** Ports with a pen's chip behind them at this moment. */
    ports(): Promise<readonly string[]>
    /** Flashes the board on a port; throws when it does not work out. */
    flash(port: string): Promise<object>
    line(value: object): void
    wait(): Promise<void>
    /** True when the watch ends. */
    ended(): boolean
}

/** Goes on until `ended`. A board is flashed once each time it is plugged in. Returns how many failed. */
export async function watch(hooks: WatchHooks): Promise<number> {
    let done = new Set<string>()
    let failed = 0
    while (!hooks.ended()) {
        const now = await hooks.ports()
        done = new Set([...done].filter(port => now.includes(port)))
        for (const port of now.filter(one => !done.has(one))) {
            done.add(port)
            try {
                hooks.line({ schema: 1, port, ok: true, ...(await hooks.flash(port)) })
            } catch (error) {
                failed++
                const reason = error instanceof Error ? error.message : String(error)
                hooks.line({ schema: 1, port, ok: false, reason })
            }
        }
        await hooks.wait()
    }
    return failed
}
