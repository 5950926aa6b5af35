/**
 * The MAX22200A's register file: reset values, access, and the values that its datasheet reserves or
 * that this model does not cover (both are refused, never silently accepted).
 * Source: datasheet MAX22200/MAX22200A Rev 1 (3/25), register map.
 */
import {
    Max22200aConfig as Config,
    Max22200aDpm as Dpm,
    Max22200aFault as Fault,
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
    Max22200aStatus as Status,
} from "../../src/drivers/max22200a.regs"

const channels = 8
/** These two may change only while every channel is off. [DS "Programming Procedure", 5c] */
const modeBits = Config.VDRNCDR | Config.HSNLS
const slewLimitHz = 50_000

export class Max22200aRegisters {
    /** FAULT, bit by bit as `Max22200aFault`. */
    faults = 0
    /** Flags of STATUS that are neither in FAULT nor ACTIVE: OVT, COMER, UVM. */
    flags = 0
    /** Since a reset nobody has read STATUS: outputs stay off. */
    blocked = true
    /** Changes with everything that is written, so that nobody has to look without need. */
    revision = 0
    private status = 0
    private plunger = 0
    private readonly configs = new Array<number>(channels).fill(0)

    constructor(private readonly refuse: (what: string) => never) {
        this.reset()
    }

    reset(): void {
        this.status = Status.RESET_VALUE & ~Flag.ALL
        this.flags = Flag.UVM
        this.blocked = true
        this.revision++
        this.faults = this.plunger = 0
        this.configs.fill(0)
    }

    get active(): boolean {
        return (this.status & Flag.ACTIVE) !== 0
    }

    /** ONCH of channel 0. */
    get on(): boolean {
        return ((this.status >>> Status.ONCH_SHIFT) & 1) !== 0
    }

    /** CFG_CH0. */
    get config(): number {
        return this.configs[0]!
    }

    /** CFG_DPM. */
    get dpm(): number {
        return this.plunger
    }

    /** Chopping frequency of channel 0 with an oscillator at its nominal frequency. [DS Table 1] */
    get chopHz(): number {
        return this.chopHzOf(this.config)
    }

    /** STATUS[7:0], the answer to every command. */
    get flagByte(): number {
        let byte = this.flags | (this.active ? Flag.ACTIVE : 0)
        if ((this.faults >>> Fault.OCP_SHIFT) & 0xff) byte |= Flag.OCP
        if ((this.faults >>> Fault.HHF_SHIFT) & 0xff) byte |= Flag.HHF
        if ((this.faults >>> Fault.OLF_SHIFT) & 0xff) byte |= Flag.OLF
        if ((this.faults >>> Fault.DPM_SHIFT) & 0xff) byte |= Flag.DPM
        return byte
    }

    /** Flags that pull nFAULT: those whose mask bit is 0. */
    get signalled(): number {
        return this.flagByte & Flag.ALL & ~(this.status >>> Status.MASKS_SHIFT)
    }

    read(address: number): number {
        if (address === Register.STATUS) return ((this.status & ~0xff) | this.flagByte) >>> 0
        if (address === Register.FAULT) return this.faults >>> 0
        if (address === Register.CFG_DPM) return this.plunger
        return this.configs[address - Register.CFG_CH0]! >>> 0
    }

    write(address: number, value: number): void {
        this.revision++
        if (address === Register.FAULT) this.refuse("a write of FAULT, which is read-only,")
        if (address === Register.STATUS) return this.writeStatus(value)
        if (address !== Register.CFG_DPM) return this.writeConfig(address, value)
        if (value & Dpm.RESERVED_MASK) this.refuse("CFG_DPM with a reserved bit")
        this.plunger = value
    }

    private writeStatus(value: number): void {
        if ((value >>> Status.ONCH_SHIFT) & ~1)
            this.refuse("a channel other than 0 switched on (not connected)")
        let next = value & ~Flag.ALL
        const pairs = Status.PAIRS_MASK
        // The pair's bits are only heard while both of its channels are off.
        if (this.on) next = (next & ~pairs) | (this.status & pairs)
        if (next & pairs) this.refuse("channels in parallel or as a bridge (not modelled)")
        this.status = next
    }

    private writeConfig(address: number, value: number): void {
        const index = address - Register.CFG_CH0
        let next = value
        if (this.on) next = (next & ~modeBits) | (this.configs[index]! & modeBits)
        if ((next & modeBits) === modeBits)
            this.refuse("high-side drive, while the coil hangs on the supply,")
        if (next & Config.SRC && this.chopHzOf(next) >= slewLimitHz)
            this.refuse("slow edges at a chopping frequency of 50 kHz or more")
        this.configs[index] = next
    }

    private chopHzOf(config: number): number {
        const oscillatorHz = this.status & Status.FREQM ? 80_000 : 100_000
        return oscillatorHz / (4 - ((config >>> Config.FREQ_CFG_SHIFT) & 3))
    }
}
