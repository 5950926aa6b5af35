import { describe, expect, test } from "vitest"
import { plotSvg } from "../../tools/plot"
import { curve, labelLevels, spansOf } from "../../tools/plotseries"
import { fabricated } from "../support/fabricated"

describe("plot: the drawing", () => {
    const svg = plotSvg(fabricated())

    test("plot: a run: one SVG with its panels, states and steps named", () => {
        expect(svg).toMatch(/^<svg [^>]*width="1200"/)
        expect(svg.trimEnd().endsWith("</svg>")).toBe(true)
        for (const word of [
            "Depth, mm",
            "Strokes, Hz",
            "Enable",
            "Running",
            "cartridge pulled out",
        ])
            expect(svg).toContain(word)
    })

    test("plot: the same run twice: the same bytes", () => {
        expect(plotSvg(fabricated())).toBe(svg)
    })

    test("plot: no samples: still a drawing", () => {
        expect(plotSvg({ ...fabricated(), samples: [] })).toContain("</svg>")
    })
})

describe("plot: parts", () => {
    const { samples } = fabricated()

    test("curve: an hour of samples: few points, and the peak is among them", () => {
        const many = Array.from({ length: 720_000 }, (_, index) => ({
            ...samples[0]!,
            atMs: 5 * index,
            tipMaxUm: index === 123_457 ? 2_000 : 0,
        }))
        const points = curve(many, sample => sample.tipMaxUm)
        expect(points.length).toBeLessThanOrEqual(2_400)
        expect(points).toContainEqual([(5 * 123_457) / 1000, 2_000])
    })

    test("spans: states of a run: follow one another without a gap", () => {
        const spans = spansOf(samples, sample => sample.state)
        expect(spans.map(span => span.name)).toEqual([
            "SelfTest",
            "Locked",
            "Ready",
            "Arming",
            "Running",
            "Stopping",
            "Faulted",
        ])
        spans.slice(1).forEach((span, index) => expect(span.fromS).toBe(spans[index]!.toS))
    })

    test("labels: neighbours stand on different heights, distant ones on the lowest", () => {
        const at = (place: number) => ({ at: place, width: 0.1 })
        expect(labelLevels([at(0.1), at(0.12), at(0.14), at(0.9)])).toEqual([0, 1, 2, 0])
    })
})
