/** Whether a pen that was updated or flashed is well: it holds the program, and passes its self-test. */
import { Failed } from "../failed"
import { type PenPort, PortLost } from "../bus/port"
import { PenLink } from "./link"

const AGAIN_MS = 500
/** Boot, self-test and homing take 3 s; a computer may take a while to find the port again. */
const ATTEMPTS = 4

/** The program that the pen holds at this moment is the wanted one, and passes its self-test. */
export async function prove(link: PenLink, wanted: string): Promise<void> {
    const found = await link.sha256()
    if (found !== wanted) throw new Failed(`the pen holds ${found} instead of ${wanted}`)
    await link.restart()
    await link.awaitSelfTest()
}

/**
 * Waits for a pen that was flashed to say what it holds, and to pass its self-test. `open` opens its port, where there
 * is one already. Throws `Failed` when no pen answers, or not as it should.
 */
export async function awaitFlashed(
    name: string,
    wanted: string,
    open: () => Promise<PenPort | undefined>
): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const port = await open().catch(() => undefined)
        const link = port && new PenLink(port)
        try {
            if (link && (await link.find())) return await prove(link, wanted)
        } catch (error) {
            // A board that is still starting may fall silent once more.
            if (!(error instanceof PortLost)) throw error
        } finally {
            await link?.close()
        }
        await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
    }
    throw new Failed(
        `${name}: written and read back, but no pen answers. Take the cartridge out (its data lines are ` +
            "closed only then), plug it in anew, then say `pen recover --port`."
    )
}
