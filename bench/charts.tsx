/** Live charts over the last seconds, and their values in figures. Stops are marked where the energy was gone. */
import { useSignalEffect } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { type ChartKind, LiveChart, chartSeries } from "./livechart"
import { columnsVersion } from "./series"
import { frame, latest, placeOf, status, trips } from "./store"

/** Real time that a chart is wide, ms. */
const WIDE_MS = 12_000

export function Charts() {
    return (
        <section class="card charts" aria-labelledby="charts-title">
            <h2 id="charts-title">Depth, rate and current</h2>
            <Chart kind="depth" label="Depths in mm over time" />
            <Chart kind="drive" label="Stroke rate in Hz and motor current in mA over time" />
            <Chart kind="enable" label="Strokes permitted and drive energy over time" />
        </section>
    )
}

function Chart({ kind, label }: { kind: ChartKind; label: string }) {
    const place = useRef<HTMLDivElement>(null)
    const chart = useRef<LiveChart | null>(null)
    useEffect(() => {
        if (!place.current) return
        const live = new LiveChart(kind, place.current)
        chart.current = live
        return () => live.destroy()
    }, [kind])
    useSignalEffect(() => {
        // Nothing has been measured before the first version of the columns.
        if (columnsVersion.value === 0) return
        const wideMs = (WIDE_MS * status.value.speedPercent) / 100
        chart.current?.show(frame.value.atMs, wideMs, trips.value)
    })
    return (
        <div class="chart">
            <Legend kind={kind} />
            <div ref={place} class={`plot plot-${kind}`} role="img" aria-label={label} />
        </div>
    )
}

/** A value that nobody has is a dash. */
function shown(value: number | null, text: (value: number) => string): string {
    return value === null ? "–" : text(value)
}

function Legend({ kind }: { kind: ChartKind }) {
    return (
        <dl class="legend">
            {chartSeries[kind].map(({ field, title, text, colour }) => (
                <div key={field}>
                    <dt>
                        <span class={`swatch ${colour}`} />
                        {title}
                    </dt>
                    <dd class="figure" data-testid={`reading-${field}`}>
                        {shown(latest.value[placeOf(field)] ?? null, text)}
                    </dd>
                </div>
            ))}
        </dl>
    )
}
