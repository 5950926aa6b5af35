/** What a person can do about a refusal of Service (`services/`). */
import { Refusal } from "../../src/core/service"

export const refusalWords: Readonly<Record<Refusal, string>> = {
    [Refusal.None]: "done",
    [Refusal.NotReady]: "its self-test does not end: use `pen recover`",
    [Refusal.Moving]: "it is in use: let it come to rest, then start again",
    [Refusal.CartridgeFitted]: "a cartridge is fitted: take it out, then start again",
    [Refusal.NotParked]: "the needles are not parked: switch the pen off and on, then start again",
    [Refusal.BatteryLow]: "the battery is low: charge it, then start again",
    [Refusal.NotInService]: "it is not in Service: start again",
    [Refusal.OutOfRange]: "it does not take that number: update this tool",
    [Refusal.Failed]: "it could not write its memory: have the pen serviced",
}
