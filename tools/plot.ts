/** The drawing of a run, as an SVG for a report: depth, stroke rate, enable and state over one axis of time. */
import { CustomChart, LineChart } from "echarts/charts"
import {
    GridComponent,
    LegendComponent,
    MarkLineComponent,
    TitleComponent,
} from "echarts/components"
import * as echarts from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import { depthSeries, enableSeries, rateSeries, stateSeries } from "./plotseries"
import type { RunResult, Sample } from "../sim/result"
import type { Scenario } from "../sim/scenario"
import { ink, paper } from "./plotstyle"

echarts.use([
    CustomChart,
    GridComponent,
    LegendComponent,
    LineChart,
    MarkLineComponent,
    SVGRenderer,
    TitleComponent,
])

export interface Plot {
    scenario: Scenario
    result: RunResult
    samples: readonly Sample[]
}

const width = 1200
const height = 760

/** Top and height of each panel, in pixels. */
const panels = [
    { top: 150, height: 290, name: "Depth, mm" },
    { top: 475, height: 110, name: "Strokes, Hz" },
    { top: 620, height: 22, name: "Enable" },
    { top: 655, height: 36, name: "State" },
]

/** The SVG as text. The same run gives the same bytes. */
export function plotSvg(plot: Plot): string {
    const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height })
    try {
        chart.setOption(option(plot))
        return stableIds(chart.renderToSVGString())
    } finally {
        chart.dispose()
    }
}

/** The library numbers its clip paths by a count over the whole process; a plot must not depend on that. */
function stableIds(svg: string): string {
    const names = new Map<string, string>()
    return svg.replace(/\bzr\d+-[\w-]+/g, id => {
        const name = names.get(id) ?? `id${names.size}`
        names.set(id, name)
        return name
    })
}

function option(plot: Plot): echarts.EChartsCoreOption {
    const endS = plot.result.virtualMs / 1000
    return {
        animation: false,
        backgroundColor: paper,
        textStyle: { fontFamily: "Helvetica, Arial, sans-serif", color: ink.strong },
        title: title(plot),
        legend: legend(),
        grid: panels.map(({ top, height }) => ({ left: 80, right: 30, top, height })),
        xAxis: panels.map((_panel, index) => timeAxis(index, endS)),
        yAxis: panels.map(({ name }, index) => valueAxis(name, index, plot.samples)),
        series: [
            ...depthSeries(plot.samples, plot.scenario),
            rateSeries(plot.samples),
            enableSeries(plot.samples),
            stateSeries(plot.samples),
        ],
    }
}

function title({ scenario, result }: Plot): object {
    const { final, plant } = result
    const ending = final.fault === "None" ? final.state : `${final.state} (${final.fault})`
    const subtext =
        `${result.variant} · seed ${result.seed} · bytecode ${result.bytecodeSha256.slice(0, 12)} · ` +
        `deepest ${(plant.protrusionUmMax / 1000).toFixed(3)} mm · ${plant.strokes} strokes, ` +
        `${plant.strokesUnauthorised} unauthorised · ends ${ending}`
    const count = Object.keys(scenario.expect).length
    const met = count - result.expect.failed.length
    return {
        text: `Dermalock: ${met} of ${count} expectations met`,
        subtext,
        left: 80,
        top: 14,
        textStyle: { fontSize: 17, color: ink.strong },
        subtextStyle: { fontSize: 12, color: ink.soft },
    }
}

function legend(): object {
    const data = ["selected", "commanded", "carriage", "reach of the tips"]
    return {
        data,
        right: 30,
        top: 18,
        itemWidth: 18,
        itemHeight: 4,
        itemGap: 18,
        icon: "roundRect",
        textStyle: { color: ink.soft },
    }
}

function timeAxis(index: number, endS: number): object {
    const last = index === panels.length - 1
    return {
        gridIndex: index,
        type: "value",
        min: 0,
        max: endS,
        name: last ? "time, s" : "",
        nameLocation: "middle",
        nameGap: 26,
        axisLabel: { show: last, color: ink.soft, formatter: (value: number) => String(value) },
        axisLine: { lineStyle: { color: ink.line } },
        axisTick: { show: last },
        splitLine: { show: index < 2, lineStyle: { color: ink.grid } },
    }
}

function valueAxis(name: string, index: number, samples: readonly Sample[]): object {
    const bounds = [
        depthBounds(samples),
        { min: 0, max: 150 },
        { min: 0, max: 1 },
        { min: 0, max: 1 },
    ]
    const measured = index < 2
    return {
        gridIndex: index,
        type: "value",
        ...bounds[index],
        name,
        nameLocation: "middle",
        nameRotate: measured ? 90 : 0,
        nameGap: measured ? 44 : 34,
        nameTextStyle: { color: ink.soft },
        interval: index === 0 ? 0.5 : 50,
        axisLabel: { show: measured, color: ink.soft },
        axisLine: { show: measured, lineStyle: { color: ink.line } },
        axisTick: { show: measured },
        splitLine: { show: measured, lineStyle: { color: ink.grid } },
    }
}

/** Whole halves of a mm that hold everything that is drawn, and never less than the nose plane to 0.5 mm. */
function depthBounds(samples: readonly Sample[]): { min: number; max: number } {
    let lowUm = -300
    let highUm = 500
    for (const { selectedUm, commandedUm, carriageUm, tipMaxUm } of samples) {
        lowUm = Math.min(lowUm, commandedUm, carriageUm)
        highUm = Math.max(highUm, selectedUm, commandedUm, carriageUm, tipMaxUm)
    }
    return { min: Math.floor(lowUm / 500) / 2, max: Math.ceil((highUm + 50) / 500) / 2 }
}
