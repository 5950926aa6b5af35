/** Packages: the pen of this page is updated as one in the field is, and boards at this computer are flashed. */
import { FileField } from "../form"
import { ask } from "../link"
import { inControl, status, update } from "../store"
import { FlashPart } from "./flashpart"
import { choosePackage, facts, refusal } from "./package"
import "./update.css"

export function Update() {
    return (
        <>
            <PackagePart />
            {refusal.value !== "" && (
                <p class="bad-text words" role="alert">
                    {refusal}
                </p>
            )}
            <UpdatePart />
            <FlashPart />
        </>
    )
}

function PackagePart() {
    const { value } = facts
    return (
        <>
            <FileField
                title="Package of a release (.penpkg)"
                accept=".penpkg"
                disabled={!inControl.value}
                onFile={file => void choosePackage(file)}
            />
            {value && (
                <p class="words" role="status" data-testid="package">
                    {value.variant} pen, version {value.version}, counter {value.counter},{" "}
                    {(value.programBytes / 1000).toFixed(1)} kB for runtime {value.runtime}.
                    Signature good, key <code>{value.key}</code>.{" "}
                    {value.bench && (
                        <strong class="bad-text">
                            BENCH ONLY: anybody could have made this package.
                        </strong>
                    )}
                </p>
            )}
        </>
    )
}

function UpdatePart() {
    const { value } = facts
    const told = update.value
    const goesOn = told !== null && told.end === null
    const disabled = !inControl.value || !value || goesOn || status.value.paused
    return (
        <>
            <h3>Update this pen</h3>
            <p class="hint">
                As in the field: into Service, memory saved, sent, read back, started, compared.
                Take the cartridge out first. It takes 7 to 19 s of the pen&rsquo;s time, the longer
                the more is in its journal.
            </p>
            <button
                type="button"
                disabled={disabled}
                onClick={() => value && ask({ type: "update", package: value.id })}
            >
                {goesOn ? "Updating …" : "Update the pen"}
            </button>
            {told && (
                <div data-testid="update">
                    <ol class="steps" aria-label="Steps of the update">
                        {told.steps.map(({ step, note }, index) => (
                            <li key={index}>
                                {step}
                                {note === undefined ? "" : `: ${note}`}
                            </li>
                        ))}
                    </ol>
                    {goesOn && told.percent !== null && (
                        <progress aria-label="Sent" max={100} value={told.percent} />
                    )}
                    {told.end && (
                        <p
                            class={`words ${told.end.ok ? "good-text" : "bad-text"}`}
                            role={told.end.ok ? "status" : "alert"}
                        >
                            {told.end.text}
                        </p>
                    )}
                </div>
            )}
        </>
    )
}
