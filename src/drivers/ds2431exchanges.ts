/**
 * What reading and burning a DS2431 have in common [DS-DS2431]: its exchanges, one by one, and overdrive, which a job
 * begins with and leaves at its end.
 */
import { Result } from "./errors"
import type { Ds2484 } from "./ds2484"
import { type Ds2431Command, Ds2431Layout, Ds2431Rom } from "./ds2431.regs"
import { CartridgeFailure, OneWireExchanges } from "./onewire"

/** The exchanges of the jobs, in their order. */
export enum Stage {
    Overdrive,
    Rom,
    Head,
    Opened,
    Wear,
    Presence,
    Load,
    Check,
    Authorize,
    Copy,
    Answer,
    Verify,
}
export abstract class Ds2431Exchanges extends OneWireExchanges {
    /** ROM ID, family code first. */
    readonly rom: Buffer
    protected stage = Stage.Rom

    constructor(bridge: Ds2484, outBytesMax: number) {
        super(bridge, outBytesMax)
        this.rom = Buffer.alloc(Ds2431Layout.RomBytes)
    }

    protected startFast(): void {
        this.start()
        this.out[0] = Ds2431Rom.OverdriveSkip
        this.stage = Stage.Overdrive
        this.plan(1, this.rom, 0, CartridgeFailure.None)
    }

    protected start(): void {
        const failure = this.failure
        // A silent bridge may have been one without supply: it needs its configuration as well.
        if (
            this.fast ||
            failure === CartridgeFailure.BridgeReset ||
            failure === CartridgeFailure.BridgeSilent
        )
            this.bridge.setUp(0)
        this.fast = false
        this.working = true
        this.failure = CartridgeFailure.None
        this.rest = 0
        this.underWay = false
    }

    protected planRom(mismatch: CartridgeFailure): void {
        this.out[0] = Ds2431Rom.Read
        this.stage = Stage.Rom
        this.plan(1, this.rom, Ds2431Layout.RomBytes, mismatch)
    }

    /** A ROM command, a function, its address. */
    protected planCommand(
        stage: Stage,
        rom: Ds2431Rom,
        code: Ds2431Command,
        address: number,
        into: Buffer,
        inCount: number
    ): void {
        const out = this.out
        out[0] = rom
        out[1] = code
        out[2] = address
        out[3] = 0
        this.stage = stage
        this.plan(4, into, inCount, CartridgeFailure.None)
    }

    /** The end of a job; the bridge is left as others expect it. */
    protected done(): CartridgeFailure {
        if (this.fast)
            if (this.bridge.setUp(0) !== Result.Done) return CartridgeFailure.BridgeSilent
        this.fast = false
        this.working = false
        return CartridgeFailure.None
    }
}
