/** What is needed less often: faults, scenarios, another pen. */
import { useSignal } from "@preact/signals"
import type { ComponentType } from "preact"
import { Faults } from "./faultpanel"
import { Journal } from "./journalpanel"
import { NewPen } from "./newpen"
import { Scenarios } from "./scenariopanel"
import { Update } from "./update/panel"

const tabs: readonly { readonly title: string; readonly Content: ComponentType }[] = [
    { title: "Faults", Content: Faults },
    { title: "Scenarios", Content: Scenarios },
    { title: "Journal", Content: Journal },
    { title: "Update", Content: Update },
    { title: "New pen", Content: NewPen },
]

export function Tabs() {
    const chosen = useSignal(0)
    const byKey = (event: KeyboardEvent): void => {
        const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
        const move = moves[event.key]
        if (move === undefined) return
        chosen.value = (chosen.value + move + tabs.length) % tabs.length
        document.getElementById(`tab-${chosen.value}`)?.focus()
    }
    const { Content } = tabs[chosen.value]!
    return (
        <section class="card tabs">
            <div role="tablist" aria-label="More" onKeyDown={byKey}>
                {tabs.map(({ title }, index) => (
                    <button
                        key={title}
                        type="button"
                        role="tab"
                        id={`tab-${index}`}
                        aria-selected={index === chosen.value}
                        aria-controls="tab-content"
                        tabIndex={index === chosen.value ? 0 : -1}
                        onClick={() => (chosen.value = index)}
                    >
                        {title}
                    </button>
                ))}
            </div>
            <div id="tab-content" role="tabpanel" aria-labelledby={`tab-${chosen.value}`}>
                <Content />
            </div>
        </section>
    )
}
