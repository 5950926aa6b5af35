/** What a loader does with the flash: transfers, plain or compressed, digests, and reading back. */
import { createHash } from "node:crypto"
import { constants, inflateSync } from "node:zlib"
import type { NorFlash } from "./norflash"

/** Second status byte of a refusal ("Serial Protocol" of esptool, table of errors). */
export enum Failure {
    Message = 0x05,
    Failed = 0x06,
    Checksum = 0x07,
}

export class Refused extends Error {
    constructor(readonly failure: Failure) {
        super(`refused with ${failure}`)
    }
}

interface Transfer {
    at: number
    /** Uncompressed bytes that are still to come. */
    left: number
    compressed: Uint8Array | undefined
    inflated: number
}

export class FlashWork {
    private transfer: Transfer | undefined
    private blocks: Uint8Array[] = []

    constructor(private readonly flash: NorFlash) {}

    /** Blocks of a read-back are still to be fetched. */
    get reading(): boolean {
        return this.blocks.length > 0
    }

    begin(at: number, sizeBytes: number, compressed: boolean): void {
        this.erase(at, sizeBytes)
        this.transfer = {
            at,
            left: sizeBytes,
            compressed: compressed ? new Uint8Array(0) : undefined,
            inflated: 0,
        }
    }

    data(data: Uint8Array): void {
        const transfer = this.transfer
        if (!transfer) throw new Refused(Failure.Failed)
        let plain = data
        if (transfer.compressed) {
            transfer.compressed = Buffer.concat([transfer.compressed, data])
            const all = inflateSync(transfer.compressed, { finishFlush: constants.Z_SYNC_FLUSH })
            plain = all.subarray(transfer.inflated)
            transfer.inflated = all.length
        }
        // The last block is padded to its full size.
        const fitting = plain.subarray(0, transfer.left)
        this.flash.program(transfer.at, fitting)
        transfer.at += fitting.length
        transfer.left -= fitting.length
    }

    /** Whatever was under way is forgotten; what is in flash stays. */
    abandon(): void {
        this.transfer = undefined
        this.blocks = []
    }

    erase(at: number, count: number): void {
        this.inside(at, count)
        this.flash.erase(at, count)
    }

    /** Raw from the stub, as 32 letters from the ROM. */
    md5(at: number, count: number, raw: boolean): Uint8Array {
        this.inside(at, count)
        const digest = createHash("md5").update(this.part(at, count)).digest()
        return raw ? digest : new TextEncoder().encode(digest.toString("hex"))
    }

    part(at: number, count: number): Uint8Array {
        return this.flash.bytes.subarray(at, at + count)
    }

    /** Prepares a read-back: its blocks, and at its end the digest of all of them. */
    read(at: number, count: number, blockBytes: number): void {
        this.inside(at, count)
        for (let from = 0; from < count; from += blockBytes)
            this.blocks.push(this.part(at + from, Math.min(blockBytes, count - from)))
        this.blocks.push(createHash("md5").update(this.part(at, count)).digest())
    }

    nextBlock(): Uint8Array {
        return this.blocks.shift() ?? new Uint8Array(0)
    }

    private inside(at: number, count: number): void {
        if (at + count > this.flash.sizeBytes) throw new Refused(Failure.Failed)
    }
}
