/** It ran, and it did not work out; the text says why and what to do next, so nobody needs to see where. */
export class Failed extends Error {
    constructor(message: string) {
        super(message)
        this.name = "Failed"
    }
}
