/**
 * The journal in the pen's memory: finds its end again after power-on, appends entries, and keeps the header. One
 * entry or one header a tick: each is a transfer of up to 1.5 ms, and read back.
 */
import { currentHeader, HeaderAt, newHeader, sealHeader } from "../core/header"
import {
    ENTRIES,
    type Entry,
    ENTRY_BYTES,
    entryAddress,
    entryCounter,
    entrySeconds,
    sealEntry,
} from "../core/journal"
import { type Mount, mountTake, newMount } from "../core/ring"
import { SLOT_BYTES } from "../core/slot"
import { type Mb85rc1m } from "../drivers/mb85rc1m"
import { type Rv3028 } from "../drivers/rv3028"
import { MemoryBlock, MemoryMap } from "./memorymap"

/** Entries that the search for the end reads in one tick (PEN-FUN-12: 39 at most in 200 ms). */
const READINGS_A_TICK = 2

export class Journal {
    /** The end is found: entries can be written. */
    ready = false
    /** Something that was written does not stay. */
    failed = false
    /** Something of the header is not written yet. */
    dirty = false
    /** When the end was found: the kind of the one entry that was written after the header; else 0. */
    lastKind = 0
    readonly header: Buffer
    readonly entry: Buffer
    private lastSeconds = 0
    /** Counter of the entry that is written next. */
    next = 0
    private slot = 0
    /** The checksum of the header is that of what stands in it. */
    private sealed = false
    private readonly search: Mount

    constructor(
        private readonly memory: Mb85rc1m,
        private readonly rtc: Rv3028
    ) {
        this.header = Buffer.alloc(SLOT_BYTES)
        this.entry = Buffer.alloc(ENTRY_BYTES)
        this.search = newMount()
    }

    /** Takes over the header that counts, at power-on. */
    readHeader(): void {
        const other = Buffer.alloc(SLOT_BYTES)
        this.memory.read(MemoryMap.Header, this.header)
        this.memory.read(MemoryMap.Header + SLOT_BYTES, other)
        this.slot = currentHeader(this.header, other)
        if (this.slot === 1) this.header.blitAt(0, other, 0, SLOT_BYTES)
        if (this.slot < 0) newHeader(this.header)
    }

    /** One tick of the search for the end. An entry that cannot be read says nothing: again in the next tick. */
    mount(): void {
        for (let i = 0; i < READINGS_A_TICK; ++i) {
            const place = this.search.place
            if (place < 0) {
                this.end()
                return
            }
            if (this.memory.read(entryAddress(place), this.entry) !== 0) return
            mountTake(this.search, entryCounter(this.entry, place))
        }
    }

    /** Seconds since 2000-01-01 UTC; 0 = not known. A clock that went back against the journal is not believed. */
    seconds(): number {
        this.rtc.poll()
        return this.rtc.seconds < this.lastSeconds ? 0 : this.rtc.seconds
    }

    /**
     * The entry with that counter, or else 64 bytes of the memory by their number, in bytes of its own; undefined when
     * the journal does not hold it, beyond the end of the memory, and where the key of the product line stands.
     */
    read(number: number, entry: boolean): Buffer {
        let address = number * MemoryBlock.Bytes
        let size = MemoryBlock.Bytes as number
        if (entry) {
            if (!this.ready || number >= this.next || number + ENTRIES < this.next) return undefined
            address = entryAddress(number)
            size = ENTRY_BYTES
        } else if (number >= MemoryBlock.Count || number >> 1 === MemoryBlock.KeyPair)
            return undefined
        const bytes = Buffer.alloc(size)
        return this.memory.read(address, bytes) === 0 ? bytes : undefined
    }

    /** Appends the entry whose payload stands in `entry`. The header has to follow. */
    append(kind: Entry): void {
        const seconds = this.seconds()
        sealEntry(this.entry, this.next, kind, seconds)
        if (this.write(entryAddress(this.next), this.entry)) this.next += 1
        if (seconds > 0) this.lastSeconds = seconds
        this.dirty = true
    }

    /** Writes the header into the slot that is not in use. */
    save(): void {
        this.seal()
        this.writeHeader()
    }

    /** The same in two ticks, of which none is long; called until nothing is `dirty`. */
    saveStep(): void {
        if (this.sealed) this.writeHeader()
        else this.seal()
    }

    private seal(): void {
        this.header.setAt(HeaderAt.Next, "u32", this.next)
        sealHeader(this.header)
        this.sealed = true
    }

    private writeHeader(): void {
        this.slot = this.slot === 0 ? 1 : 0
        this.write(MemoryMap.Header + this.slot * SLOT_BYTES, this.header)
        this.sealed = false
        this.dirty = false
    }

    /** Writes and reads back. @returns whether it stays; `failed` when it does not. */
    write(address: number, bytes: Buffer): boolean {
        const stays = this.memory.writeVerified(address, bytes) === 0
        if (!stays) this.failed = true
        return stays
    }

    /** The header knows how far the journal had come, should its last entries be damaged. */
    private end(): void {
        const least = this.header.getAt(HeaderAt.Next, "u32")
        const found = this.search.next
        this.next = found < least ? least : found
        this.ready = true
        const place = (this.next + ENTRIES - 1) % ENTRIES
        if (this.memory.read(entryAddress(place), this.entry) !== 0) return
        if (entryCounter(this.entry, place) !== this.next - 1) return
        this.lastSeconds = entrySeconds(this.entry)
        if (this.next === least + 1) this.lastKind = this.entry[4] as number
    }
}
