/**
 * The trigger as a wish to stroke. Held: while it is down. Toggled: from one press to the next. Either
 * way a start needs a fresh press, which the interlock sees to.
 */
export class Trigger {
    /** Pressed again to stop, instead of let go. A preference of the pen's owner. */
    toggles = false
    private wasDown = false
    private ended = false

    /** `down`: the button, `driving`: Arming or Running. Returns whether strokes are wanted. */
    wants(down: boolean, driving: boolean): boolean {
        const pressed = down && !this.wasDown
        this.wasDown = down
        if (!this.toggles) return down
        if (!driving) this.ended = false
        else if (pressed) this.ended = true
        return driving ? !this.ended : down
    }
}
