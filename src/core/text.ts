/**
 * What the pen says in plain words: what happened, and what to do next (PEN-FUN-13). Short sentences;
 * a person reads them with a needle pen in hand. Called on changes only, never in every tick.
 */
import { type Fault } from "./fault"
import { Inhibit, INHIBIT_COUNT } from "./inhibit"

export type Priority = "low" | "medium" | "high"

/** By fault number. */
const FAULT_TEXTS = [
    "",
    "Self-test failed. Switch off and on; if it fails again, have the pen serviced.",
    "Depth drive did not find its home. Press clear to try again.",
    "Cartridge removed. Fit a new one.",
    "Cartridge changed or lost contact. Take it out and fit a new one.",
    "Depth and cartridge no longer match. Set a permitted depth.",
    "Needles deeper than set. Stop using this pen and have it checked.",
    "Measured depth differs from the set depth. Press clear to home again.",
    "Safety chain opened. Check the stop loop, then press clear.",
    "Depth drive chip failed. Press clear to start it again.",
    "Solenoid chip failed. Press clear to start it again.",
    "Solenoid coil open or shorted. Have the pen serviced.",
    "Plunger does not move as it should. Have the pen serviced.",
    "Needle drive failed to start or lost its settings. Press clear.",
    "Needles blocked. Lift the pen, check the cartridge, then press clear.",
    "Needles too fast. Have the pen serviced.",
    "Needles too slow. Press less hard, then press the trigger again.",
    "Stroke counters disagree. Have the pen serviced.",
    "A sensor does not answer. Press clear; if it returns, have the pen serviced.",
    "Depth sensor is stuck. Have the pen serviced.",
    "",
    "Pen too hot. Let it cool down, then press clear.",
    "Control program was late. Press clear to go on.",
    "Control program restarted while running. Check the cartridge, then press acknowledge.",
    "Treatment log cannot be written. Have the pen serviced.",
    "Fluid in the handpiece. Take it out of use and clean it.",
    "Cartridge cannot be marked as used. Take it out and fit a new one.",
    "Contact with the cartridge was lost while it was marked. Fit a new one.",
    "Mark of the cartridge read back wrong. Fit a new one.",
]

/** By bit number of the inhibit. */
const INHIBIT_TEXTS = [
    "No cartridge. Fit one.",
    "Cartridge not latched. Push it in until it clicks.",
    "Cartridge is being read. Wait, or fit it again.",
    "Cartridge data damaged. Fit a new one.",
    "Cartridge kind not known. Fit another one.",
    "Cartridge is newer than this pen. Update the pen.",
    "Cartridge is not genuine. Fit a genuine one.",
    "Cartridge already used. Fit a new one.",
    "Cartridge worn out. Fit a new one.",
    "Cartridge expired. Fit a new one.",
    "Roller head fitted. It works without the drive.",
    "Date not known. Set the clock.",
    "Depth too small for this cartridge. Set it deeper.",
    "Depth too great for this cartridge. Set it less deep.",
    "Depth must equal the needle length. Turn the depth knob.",
    "Depth too great for this profile. Set it less deep.",
    "Deeper than 1.50 mm. Press confirm if you mean it.",
    "Depth drive not homed. Wait.",
    "Carriage is not where it was sent. Press clear to home it again.",
    "Safety chain not proven. Switch off and on.",
    "Stop loop open. Close it.",
    "Pen not calibrated. Have it calibrated.",
    "Battery too low, or not measured. Charge the pen; if it returns, have it serviced.",
    "Checklist open. Read it and press acknowledge.",
    "Trigger held. Let go and press again.",
    "Pressed too hard. Lift the pen.",
    "Moved too fast. Move more slowly.",
    "Pen in quarantine. Clean it and have it released.",
    "Fault latched. Put it right, then press clear.",
    "Update running. Wait.",
]

/**
 * Bit numbers in the order in which a person has to deal with them: the pen's own state, the
 * cartridge, the depth, then what is asked of the person.
 */
const ORDER = [
    29, 28, 27, 19, 21, 22, 20, 17, 18, 0, 1, 3, 5, 4, 6, 7, 8, 9, 10, 2, 11, 14, 13, 12, 15, 23,
    16, 25, 26, 24,
]

/** Faults that stopped nothing dangerous, and are put right by the person who sees them. */
const FAULTS_MEDIUM = [2, 16, 22, 23, 26, 27, 28]

/** Inhibits that are ordinary steps on the way to a start. */
const INHIBITS_LOW =
    Inhibit.NoCartridge |
    Inhibit.LatchOpen |
    Inhibit.CartridgeUnread |
    Inhibit.NotHomed |
    Inhibit.ChecklistOpen |
    Inhibit.DeepNotConfirmed |
    Inhibit.TriggerHeld |
    Inhibit.Updating

const INHIBITS_HIGH = Inhibit.Quarantined | Inhibit.FaultLatched

/** What happened and what to do next; empty for None. */
export function faultText(fault: Fault): string {
    return FAULT_TEXTS[fault] || ""
}

export function faultPriority(fault: Fault): Priority {
    return FAULTS_MEDIUM.indexOf(fault) >= 0 ? "medium" : "high"
}

/** Why the pen does not start and what to do about it, for one `Inhibit` bit; empty for none. */
export function inhibitText(bit: number): string {
    for (let index = 0; index < INHIBIT_COUNT; index++)
        if (bit === 1 << index) return INHIBIT_TEXTS[index] || ""
    return ""
}

export function inhibitPriority(bit: number): Priority {
    if ((bit & INHIBITS_HIGH) !== 0) return "high"
    return (bit & INHIBITS_LOW) !== 0 ? "low" : "medium"
}

/** Of the bits that are set, the one to show first; 0 for none. */
export function leadingInhibit(bits: number): number {
    for (const index of ORDER) if ((bits & (1 << index)) !== 0) return 1 << index
    return 0
}
