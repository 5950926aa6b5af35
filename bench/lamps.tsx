/** The levels of the safety chain and of the supply, as lamps with their names and words. */
import { lampNames } from "../sim/samplefields"
import { frame } from "./store"
import { lampWords } from "./words"

export function Lamps() {
    const { lamps } = frame.value
    return (
        <section class="card lamps" aria-labelledby="lamps-title">
            <h2 id="lamps-title">Chain and supply</h2>
            <ul>
                {lampNames.map((name, index) => {
                    const { title, on, off, lit, help } = lampWords[name]
                    const isOn = (lamps & (1 << index)) !== 0
                    return (
                        <li key={name} title={help}>
                            <span class={`lamp ${isOn ? lit : lit === "good" ? "dark-bad" : ""}`} />
                            <span class="lamp-name">{title}</span>
                            <span class="lamp-level">{isOn ? on : off}</span>
                        </li>
                    )
                })}
            </ul>
        </section>
    )
}
