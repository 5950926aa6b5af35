/** A client of the bench that remembers everything it was told. */
import { vi } from "vitest"
import type { Tell } from "../../bench/messages"
import { BenchClient, type Told } from "../../tools/serve/client"

export class Watcher extends BenchClient {
    readonly told: Tell[] = []

    static override async open(port: number): Promise<Watcher> {
        return new Watcher(port).opened()
    }

    all<Type extends Tell["type"]>(type: Type): Told<Type>[] {
        return this.told.filter((tell): tell is Told<Type> => tell.type === type)
    }

    /** The next refusal. */
    async refusal(): Promise<string> {
        const before = this.all("refused").length
        return vi.waitFor(
            () => {
                const found = this.all("refused")[before]
                if (!found) throw new Error("not refused")
                return found.text
            },
            { timeout: 5_000, interval: 5 }
        )
    }

    protected override hear(tell: Tell): void {
        this.told.push(tell)
        super.hear(tell)
    }
}
