/** Colours of the drawing: dark enough on white to survive a printer. */
export const paper = "#ffffff"

export const ink = { strong: "#1f2933", soft: "#52606d", line: "#9aa5b1", grid: "#e9edf1" }

export const lines = {
    selected: "#d08700",
    commanded: "#7b8794",
    carriage: "#2b6cb0",
    tip: "#0f9d8a",
    rate: "#5a67d8",
    enable: "#2f9e44",
    nose: "#c92a2a",
}

/** One colour for each state of the pen; an unknown one is grey. */
export const states: Record<string, string> = {
    SelfTest: "#cbd2d9",
    Locked: "#f7c948",
    Ready: "#66d9e8",
    Arming: "#74a9f5",
    Running: "#51cf66",
    Stopping: "#cc8ef0",
    Faulted: "#ff6b6b",
    Service: "#a68a64",
}
