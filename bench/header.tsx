/** The pen's time: pause, step, speed; and what the page is about. */
import { speedsPercent } from "./limits"
import { ask, setPace } from "./link"
import { connected, frame, inControl, session, status } from "./store"
import { speed, time } from "./words"

/** A tick of the program, and ten. */
const STEPS_MS = [1, 10, 100]

export function Header() {
    return (
        <header class="header">
            <h1>
                Dermalock <span>bench</span>
            </h1>
            <p class="warning">Simulated pen. Not for use on people.</p>
            <Transport />
            <Pace />
        </header>
    )
}

function Transport() {
    const { paused, speedPercent } = status.value
    const disabled = !inControl.value
    return (
        <div class="transport" role="group" aria-label="Time of the pen">
            <button
                type="button"
                class="main"
                disabled={disabled}
                onClick={() => setPace({ paused: !paused })}
            >
                {paused ? "▶ Run" : "❚❚ Pause"}
            </button>
            {STEPS_MS.map(ms => (
                <button
                    key={ms}
                    type="button"
                    disabled={disabled || !paused}
                    aria-label={`Step by ${ms} ms`}
                    title={paused ? `Live for ${ms} ms` : "Pause first"}
                    onClick={() => ask({ type: "advance", ms })}
                >
                    +{ms} ms
                </button>
            ))}
            <label>
                Speed{" "}
                <select
                    disabled={disabled}
                    value={String(speedPercent)}
                    onChange={event => setPace({ speedPercent: Number(event.currentTarget.value) })}
                >
                    {speedsPercent.map(percent => (
                        <option key={percent} value={String(percent)}>
                            {speed(percent)}
                        </option>
                    ))}
                </select>
            </label>
        </div>
    )
}

function Pace() {
    const { atMs, keptPercent } = frame.value
    const { speedPercent, paused } = status.value
    const { variant, seed, scenario } = session.value
    const slow = !paused && keptPercent < speedPercent * 0.9
    return (
        <dl class="pace">
            <div>
                <dt>Pen time</dt>
                <dd class="figure" data-testid="time">
                    {time(atMs)}
                </dd>
            </div>
            <div>
                <dt>Pace</dt>
                <dd>
                    {!connected.value
                        ? "–"
                        : paused
                          ? "paused"
                          : speed(slow ? keptPercent : speedPercent)}
                    {slow && <span class="hint"> at most</span>}
                </dd>
            </div>
            <div>
                <dt>Pen</dt>
                <dd class="pen-name">
                    {variant}, seed {seed}
                    {scenario === "" ? "" : `, ${scenario}`}
                </dd>
            </div>
        </dl>
    )
}
