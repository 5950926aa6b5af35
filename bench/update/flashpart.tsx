/** A board at this computer's USB: who it is, what will be written, how far that is, and what came of it. */
import { FileField } from "../form"
import { inControl } from "../store"
import { board, erase, flash, progress, result } from "./flashing"
import { chooseImage, facts, image } from "./package"

const noSerial = "This browser has no Web Serial: use Chromium, Chrome or Edge, or `npx pen flash`."

export function FlashPart() {
    const factory = facts.value?.factory ?? null
    const busy = progress.value !== null || board.value !== null
    const possible = "serial" in navigator
    return (
        <>
            <h3>Flash a board</h3>
            <p class="hint">
                {possible
                    ? "A whole pen into an empty board at this computer: runtime, board configuration, program. Only " +
                      "boards at the controller's own USB port, as every pen's is."
                    : noSerial}
            </p>
            {facts.value && !factory && (
                <p class="hint">
                    This release has no factory image: it was made without a runtime.
                </p>
            )}
            {factory && possible && (
                <>
                    <FileField
                        title={`Factory image (${factory.name})`}
                        accept=".bin"
                        disabled={busy}
                        onFile={file => void chooseImage(file)}
                    />
                    <label class="tick">
                        <input
                            type="checkbox"
                            checked={erase.value}
                            disabled={busy}
                            onChange={event => (erase.value = event.currentTarget.checked)}
                        />{" "}
                        Erase everything first, preferences included
                    </label>
                    <button
                        type="button"
                        disabled={busy || !image.value || !inControl.value}
                        onClick={() => image.value && void flash(image.value)}
                    >
                        Choose a board …
                    </button>
                </>
            )}
            <Board />
            <Progress />
            <Result />
        </>
    )
}

/** The chip has said who it is; nothing is written before somebody agrees. */
function Board() {
    const { value } = board
    if (!value) return null
    const { chip, answer } = value
    return (
        <div role="group" aria-label="The board" data-testid="board">
            <dl class="board">
                <dt>Chip</dt>
                <dd>{chip.chip}</dd>
                <dt>Address</dt>
                <dd>{chip.mac}</dd>
                <dt>Flash</dt>
                <dd>{chip.flashBytes / 1024 / 1024} MB</dd>
                <dt>Will be written</dt>
                <dd>
                    {((image.value?.length ?? 0) / 1000).toFixed(1)} kB from 0x0
                    {erase.value ? ", everything else erased" : ""}
                </dd>
            </dl>
            <div class="keys">
                <button type="button" class="main" onClick={() => answer(true)}>
                    Write it
                </button>
                <button type="button" onClick={() => answer(false)}>
                    Leave it as it is
                </button>
            </div>
        </div>
    )
}

function Progress() {
    const { value } = progress
    if (!value) return null
    const { step, percent } = value
    return (
        <div data-testid="flash-progress">
            <p class="hint" role="status">
                {step} …
            </p>
            <progress
                aria-label={step}
                max={100}
                {...(percent === null ? {} : { value: percent })}
            />
        </div>
    )
}

function Result() {
    const { value } = result
    if (!value) return null
    return (
        <p
            class={`words ${value.ok ? "good-text" : "bad-text"}`}
            role={value.ok ? "status" : "alert"}
            data-testid="flash-result"
        >
            {value.text}
        </p>
    )
}
