/** What a page that comes later has to be told first. */
import type { Happening, Tell, Trip } from "../../bench/messages"

const HAPPENINGS_MAX = 500
const TRIPS_MAX = 50

export class Memory {
    readonly happenings: Happening[] = []
    readonly trips: Trip[] = []
    /** Whether trigger and foot switch are down. */
    pressed = false
    foot = false
    private readonly last = new Map<Tell["type"], Tell>()

    keep(tell: Tell): void {
        switch (tell.type) {
            case "begun":
                this.happenings.length = 0
                this.trips.length = 0
                this.last.clear()
                break
            case "session":
                this.last.set(tell.type, tell)
                break
            case "happened":
                this.happenings.push(...tell.happenings)
                this.happenings.splice(0, Math.max(0, this.happenings.length - HAPPENINGS_MAX))
                break
            case "trip":
                this.keepTrip(tell.trip)
                break
            case "status":
                this.pressed = tell.status.pressed
                this.foot = tell.status.foot
                this.last.set(tell.type, tell)
                break
            case "verdict":
            case "update":
                this.last.set(tell.type, tell)
                break
            default:
        }
    }

    /** The newest of what is told when it changes, in the order in which a page expects it. */
    latest(): Tell[] {
        const order: readonly Tell["type"][] = ["session", "status", "verdict", "update"]
        return order.flatMap(type => this.last.get(type) ?? [])
    }

    private keepTrip(trip: Trip): void {
        const index = this.trips.findIndex(one => one.id === trip.id)
        if (index >= 0) this.trips[index] = trip
        else this.trips.push(trip)
        this.trips.splice(0, Math.max(0, this.trips.length - TRIPS_MAX))
    }
}
