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

/** Runs in the page: how many of a second's pictures showed another time than the one before. */
export const picturesOfASecond = (): Promise<number> =>
    new Promise(resolve => {
        const time = document.querySelector("[data-testid=time]")
        const startMs = performance.now()
        let before = ""
        let count = 0
        const look = (): void => {
            const text = time?.textContent ?? ""
            if (text !== before) count++
            before = text
            if (performance.now() - startMs < 1_000) requestAnimationFrame(look)
            else resolve(count)
        }
        requestAnimationFrame(look)
    })
