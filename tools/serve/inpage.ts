/** What a measurement looks at from within the page. Each function is sent there as its text, and sees nothing else. */

/** Where the page keeps what was seen, until it is asked. */
interface Seen {
    tripMs?: Promise<number>
}

/** Runs in the page: begins to wait for the next trip to be painted. */
export const watchForTrip = (): void => {
    const shown = (): string =>
        document.querySelector("[data-testid=trip]")?.getAttribute("data-trip") ?? ""
    const before = shown()
    const seen = globalThis as Seen
    seen.tripMs = new Promise((resolve, reject) => {
        const observer = new MutationObserver(() => {
            if (shown() === before || shown() === "") return
            observer.disconnect()
            requestAnimationFrame(() => setTimeout(() => resolve(Date.now())))
        })
        observer.observe(document.body, { subtree: true, childList: true, attributes: true })
        setTimeout(() => reject(new Error("the page shows no trip within 5 s")), 5_000)
    })
    seen.tripMs.catch(() => undefined)
}

/** Runs in the page: the wall clock's time, ms, when that trip had been painted. */
export const tripShownAt = (): Promise<number> =>
    (globalThis as Seen).tripMs ?? Promise.reject(new Error())

/** Runs in the page: how many of a second's pictures showed something else than the one before. */
export const picturesOfASecond = (): Promise<number> =>
    new Promise(resolve => {
        const startMs = performance.now()
        let changed = false
        let count = 0
        const observer = new MutationObserver(() => (changed = true))
        observer.observe(document.body, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
        })
        const look = (): void => {
            if (changed) count++
            changed = false
            if (performance.now() - startMs < 1_000) requestAnimationFrame(look)
            else {
                observer.disconnect()
                resolve(count)
            }
        }
        requestAnimationFrame(look)
    })
