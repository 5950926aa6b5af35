/** The parts of the pen that do not move: its handle with the drive in it, and the cartridge's shell. */
import type { Variant } from "../sim/faults"
import { NOSE_Y, WIDTH } from "./scale"

const MIDDLE = WIDTH / 2
const SOCKET_Y = 176

export function Handle({ variant }: { variant: Variant }) {
    return (
        <g class="handle">
            <path
                class="body"
                d={`M${MIDDLE - 74} -90 V${SOCKET_Y - 34} Q${MIDDLE - 74} ${SOCKET_Y} ${MIDDLE - 50} ${SOCKET_Y}
                    H${MIDDLE + 50} Q${MIDDLE + 74} ${SOCKET_Y} ${MIDDLE + 74} ${SOCKET_Y - 34} V-90 Z`}
            />
            <line class="seam" x1={MIDDLE - 74} x2={MIDDLE + 74} y1="96" y2="96" />
            <text x={MIDDLE - 64} y="30">
                {variant === "stepper" ? "lead screw" : "solenoid"}
            </text>
            <text x={MIDDLE - 64} y="118">
                cam drive
            </text>
        </g>
    )
}

export function Cartridge({ fitted }: { fitted: boolean }) {
    const shell = `M${MIDDLE - 42} ${SOCKET_Y} L${MIDDLE - 42} 230 L${MIDDLE - 32} ${NOSE_Y}
        H${MIDDLE + 32} L${MIDDLE + 42} 230 L${MIDDLE + 42} ${SOCKET_Y} Z`
    return (
        <g class={fitted ? "cartridge fitted" : "cartridge"}>
            <path d={shell} />
            {!fitted && (
                <text x={MIDDLE} y="270" text-anchor="middle">
                    drop here
                </text>
            )}
        </g>
    )
}
