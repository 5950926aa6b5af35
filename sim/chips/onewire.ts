/**
 * The two contacts of the cartridge: one 1-Wire line with at most one device on it. Whoever uses the line asks for
 * slots; this file only knows whether there is contact, a short, a pull-down or a strong pull-up.
 */
import type { Clock } from "../clock"
import type { Level } from "../signal"

/** A device on the line, one slot at a time. */
export interface OneWireDevice {
    /** A reset pulse ends. True: the device answers with a presence pulse. */
    reset(overdrive: boolean): boolean
    /** One slot; `bit` is what the master leaves on the line (a read slot is a 1). Answers the level that results. */
    slot(bit: Level, overdrive: boolean): Level
    /** The strong pull-up is switched on or off. */
    strongPullUp(on: boolean): void
    /** Contact made (true) or lost (false): the device lives on this line only. */
    contact(made: boolean): void
}

export class OneWire {
    private device: OneWireDevice | null = null
    private closed = false
    private shorted = false
    private held = false
    private strong = false
    private readonly listeners: (() => void)[] = []

    /** Called before every change of the line, so that what happened until now happens on the line as it was. */
    beforeChange(listener: () => void): void {
        this.listeners.push(listener)
    }

    private announce(): void {
        for (const listener of this.listeners) listener()
    }

    /** A device's contacts touch the socket. The device before it is gone. */
    plug(device: OneWireDevice): void {
        this.unplug()
        this.device = device
        this.setContact(true)
    }

    unplug(): void {
        this.setContact(false)
        this.device = null
    }

    /** Opens or closes the contact without removing the device. */
    setContact(closed: boolean): void {
        if (this.device === null || closed === this.closed) return
        this.announce()
        const powered = this.powered
        this.closed = closed
        this.afterChange(powered)
    }

    /** Contact bounce: from now on the contact opens and closes again after each of these times; it ends closed. */
    bounce(clock: Clock, changesUs: readonly number[]): void {
        let open = false
        let atUs = clock.nowUs
        for (const changeUs of changesUs) {
            atUs += changeUs
            open = !open
            const closed = !open
            clock.at(atUs, () => this.setContact(closed))
        }
        if (open) clock.at(atUs, () => this.setContact(true))
    }

    /** The line is shorted to ground: by dirt, a fluid or a finger ring. */
    short(shorted: boolean): void {
        this.announce()
        const powered = this.powered
        this.shorted = shorted
        this.afterChange(powered)
    }

    /** The master holds the line low to take the device's supply away. */
    hold(low: boolean): void {
        if (low === this.held) return
        const powered = this.powered
        this.held = low
        this.afterChange(powered)
    }

    strongPullUp(on: boolean): void {
        if (on === this.strong) return
        this.strong = on
        if (this.powered) this.device?.strongPullUp(on)
    }

    /** A device is in contact with a line that supplies it. */
    private get powered(): boolean {
        return this.device !== null && this.closed && !this.shorted && !this.held
    }

    private afterChange(before: boolean): void {
        const now = this.powered
        if (now === before) return
        this.device?.contact(now)
        if (now && this.strong) this.device?.strongPullUp(true)
    }

    /** Level of the idle line. */
    get level(): Level {
        return this.shorted || this.held ? 0 : 1
    }

    /** A reset pulse and the presence that follows; a line that stays low looks like presence and like a short. */
    reset(overdrive: boolean): { presence: boolean; short: boolean } {
        if (this.level === 0) return { presence: true, short: true }
        return { presence: this.powered && this.device!.reset(overdrive), short: false }
    }

    slot(bit: Level, overdrive: boolean): Level {
        if (this.level === 0) return 0
        return this.powered ? this.device!.slot(bit, overdrive) : bit
    }
}
