/** The fields that the panels of the page are made of. */
import type { Signal } from "@preact/signals"

export interface Option<Value extends string = string> {
    readonly value: Value
    readonly title: string
}

interface ChoiceProps<Value extends string> {
    title: string
    value: Value
    options: readonly Option<Value>[]
    onChoose: (value: Value) => void
}

/** One of several. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
    const { title, value, options, onChoose } = props
    return (
        <label>
            {title}
            <select value={value} onChange={event => onChoose(event.currentTarget.value as Value)}>
                {options.map(one => (
                    <option key={one.value} value={one.value}>
                        {one.title}
                    </option>
                ))}
            </select>
        </label>
    )
}

interface NumberFieldProps {
    title: string
    value: Signal<string>
    min?: number
    max?: number
    placeholder?: string
}

/** A number as it is typed; empty until somebody does. */
export function NumberField({ title, value, ...limits }: NumberFieldProps) {
    return (
        <label>
            {title}
            <input
                type="number"
                value={value}
                onInput={event => (value.value = event.currentTarget.value)}
                {...limits}
            />
        </label>
    )
}

interface FileFieldProps {
    title: string
    accept: string
    disabled: boolean
    onFile: (file: File) => void
}

/** A file of whoever sits before the page. */
export function FileField({ title, accept, disabled, onFile }: FileFieldProps) {
    const take = (input: HTMLInputElement): void => {
        const file = input.files?.[0]
        // The same file can be chosen again.
        if (file) onFile(file)
        input.value = ""
    }
    return (
        <label class="form">
            <span class="hint">{title}</span>
            <input
                type="file"
                accept={accept}
                disabled={disabled}
                onChange={event => take(event.currentTarget)}
            />
        </label>
    )
}
