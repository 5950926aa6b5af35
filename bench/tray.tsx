/** The tray: a cartridge of every kind and defect, dragged to the pen or fitted with a click or a key. */
import { carry } from "./draganddrop"
import { act, ask } from "./link"
import { inControl, status, tray } from "./store"

export function Tray() {
    const { cartridge, beside } = status.value
    const disabled = !inControl.value
    return (
        <section class="card tray" aria-labelledby="tray-title">
            <div class="card-head">
                <h2 id="tray-title">Cartridges</h2>
                {beside !== "" && (
                    <button
                        type="button"
                        disabled={disabled}
                        aria-label={`Put ${beside} back`}
                        title={`Put ${beside} back`}
                        onClick={() => ask({ type: "fit", cartridge: beside })}
                    >
                        Put back
                    </button>
                )}
                <button
                    type="button"
                    disabled={disabled || cartridge === ""}
                    onClick={() => act({ do: "remove" })}
                >
                    Pull out
                </button>
            </div>
            <p class="hint">A new one each time. Drag it to the pen, or press it.</p>
            <ul>
                {tray.value.map(({ name, title, detail, good }) => (
                    <li key={name}>
                        <button
                            type="button"
                            class={good ? "piece" : "piece defect"}
                            disabled={disabled}
                            draggable={!disabled}
                            onDragStart={event => carry(event, name)}
                            onClick={() => ask({ type: "fit", cartridge: name })}
                        >
                            <span class="piece-title">{title}</span>
                            <span class="piece-detail">{detail}</span>
                        </button>
                    </li>
                ))}
            </ul>
        </section>
    )
}
