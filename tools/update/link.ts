/** A pen that can be updated: what it is, whether it may be touched now, its program, and its self-test. */
import { DeviceScriptManagerReg, toHex } from "jacdac-ts"
import { Fault, faultName } from "../../src/core/fault"
import { Inhibit, inhibitNames } from "../../src/core/inhibit"
import { Refusal } from "../../src/core/service"
import { ENTRIES } from "../../src/core/journal"
import { State, stateName } from "../../src/core/state"
import { Client, littleEndian, NotImplemented } from "../bus/client"
import { Failed } from "../failed"
import type { PenPort } from "../bus/port"
import { blocksToRead, imageOf } from "./memory"
import { MemoryReading } from "./memoryreading"
import { refusalWords } from "./refusals"

/** The runtime announces itself every 500 ms, and has booted within 400 ms. */
const DISCOVER_MS = 3_000
/** Self-test and homing take about 2 s; a program that panicked starts again after 5 s. */
const SELF_TEST_MS = 15_000
/** Without its program the chain takes the actuator rail away within 300 ms (docs/plant.md). */
const OUTPUTS_OFF_MS = 300
const POLL_MS = 20
/** The pen finds the end of its journal within 200 ms once it has tested itself (PEN-FUN-12). */
const JOURNAL_MS = 2_000
const INTERLOCK = "safetyInterlock"
const JOURNAL = "journal"

export interface PenStatus {
    readonly device: string
    readonly productId: number
    /** Of the native runtime, as major and minor. */
    readonly runtime: readonly [number, number]
    /** 0 where there is no program. */
    readonly programBytes: number
    /** Of the bytes in flash as they are now, not as somebody stored them. */
    readonly programSha256: string
}

/** What the program last said of itself. */
interface Said {
    state: number
    fault: number
    inhibits: number
}

export class PenLink {
    private readonly client: Client
    private said: Said | undefined
    /** The program agreed to Service, and was not started anew since; its own word for that may come late. */
    private inService = false
    private reading: MemoryReading | undefined

    constructor(readonly port: PenPort) {
        this.client = new Client(port)
        port.onLog = line => this.hear(line)
    }

    /** Takes the tool off the bus, and closes the port. */
    async close(): Promise<void> {
        await this.client.close()
        await this.port.close()
    }

    /** Finds the pen and asks what it holds; undefined when nobody answers. */
    async find(): Promise<PenStatus | undefined> {
        if (!(await this.client.discover(DISCOVER_MS))) return undefined
        return this.status()
    }

    async status(): Promise<PenStatus> {
        const version = await this.client.getNumber(DeviceScriptManagerReg.RuntimeVersion)
        return {
            device: this.client.device,
            productId: await this.client.productId(),
            runtime: [version >>> 24, (version >>> 16) & 0xff],
            programBytes: await this.client.getNumber(DeviceScriptManagerReg.ProgramSize),
            programSha256: await this.sha256(),
        }
    }

    /**
     * Asks the program into Service. Throws `Failed` when a cartridge is fitted, when the needles are not parked, or
     * when the battery is low (PEN-SAF-22).
     */
    async enterService(): Promise<void> {
        if (!(await this.client.awaitService(INTERLOCK))) return this.restIn()
        await this.awaitJournal()
        const endMs = this.port.nowMs() + SELF_TEST_MS
        let refusal = await this.ask(INTERLOCK, "enter_service")
        while (refusal === Refusal.NotReady && this.port.nowMs() < endMs) {
            await this.port.wait(POLL_MS)
            refusal = await this.ask(INTERLOCK, "enter_service")
        }
        if (refusal !== Refusal.None)
            throw new Failed(`the pen refuses Service: ${refusalWords[refusal]}. Nothing changed.`)
        this.inService = true
        await this.port.wait(OUTPUTS_OFF_MS)
    }

    /** Whether the program has a journal that a tool can reach. */
    async hasJournal(): Promise<boolean> {
        return this.client.awaitService(JOURNAL)
    }

    /**
     * The pen's memory with journal and calibration, which lives in no program (`docs/journal.md`); undefined where the
     * program cannot read it out. Throws `Failed` when the pen keeps a part back.
     */
    async readMemory(): Promise<Uint8Array | undefined> {
        if (!(await this.hasJournal())) return undefined
        // Where its end was not found, every place may hold an entry.
        const found = await this.journalReady()
        const written = found ? littleEndian(await this.client.read(JOURNAL, "entries")) : ENTRIES
        const inService = this.inService || this.said?.state === State.Service
        this.reading = new MemoryReading(this.client, this.port)
        try {
            return imageOf(await this.reading.read(blocksToRead(written), inService))
        } catch (error) {
            if (error instanceof NotImplemented) return undefined
            throw error
        } finally {
            this.reading = undefined
        }
    }

    /**
     * In Service nothing is looked for any more, so the end of the journal has to be found before. A pen that never
     * finds it, for want of its calibration or its memory, is updated all the same.
     */
    private async awaitJournal(): Promise<void> {
        if (!(await this.hasJournal())) return
        const endMs = this.port.nowMs() + JOURNAL_MS
        while (!(await this.journalReady()) && this.port.nowMs() < endMs)
            await this.port.wait(POLL_MS)
    }

    private async journalReady(): Promise<boolean> {
        return littleEndian(await this.client.read(JOURNAL, "ready")) !== 0
    }

    /** In Service: has the program write into its journal that it was updated. Returns why not, if it does not. */
    async noteUpdate(counter: number): Promise<string | undefined> {
        const refusal = await this.ask(JOURNAL, "note_update", [counter])
        return refusal === Refusal.None ? undefined : refusalWords[refusal]
    }

    /** Out of Service: the program starts anew. */
    async leaveService(): Promise<void> {
        this.forget()
        await this.ask(INTERLOCK, "leave_service")
        this.client.forgetServices()
        await this.settle()
    }

    private async ask(service: string, command: string, values?: number[]): Promise<Refusal> {
        return (await this.client.call(service, command, values))[0] as Refusal
    }

    /** For a program without services: starts it anew and lets it say in which state it is. */
    private async restIn(): Promise<void> {
        await this.restart()
        const said = await this.settle()
        if (said === undefined)
            throw new Failed("the program does not pass its self-test: use `pen recover`")
        const { inhibits, state, fault } = said
        if ((inhibits & Inhibit.NoCartridge) === 0)
            throw new Failed(
                "a cartridge is fitted: take it out, then start again. Nothing changed."
            )
        if ((inhibits & Inhibit.BatteryLow) !== 0)
            throw new Failed("the battery is low: charge it, then start again. Nothing changed.")
        if (state !== State.Locked && state !== State.Faulted)
            throw new Failed(
                `the pen is in ${stateName(state)}: let it come to rest, then start again. Nothing changed.`
            )
        if (state === State.Locked && (inhibits & Inhibit.NotHomed) !== 0)
            throw new Failed(
                "the needles are not parked: switch the pen off and on, then start again. Nothing changed."
            )
        if (fault !== (Fault.None as number))
            this.port.onLog(`the pen has the fault ${faultName(fault)}; the update goes on`)
    }

    /** Stops the program; the chain then takes the energy away. The runtime starts it again by itself. */
    async outputsOff(): Promise<void> {
        // Whoever switches this off leaves a pen that stays dead when the tool dies.
        if ((await this.client.getNumber(DeviceScriptManagerReg.Autostart)) !== 1)
            await this.client.set(DeviceScriptManagerReg.Autostart, 1)
        await this.client.set(DeviceScriptManagerReg.Running, 0)
        if ((await this.client.getNumber(DeviceScriptManagerReg.Running)) !== 0)
            throw new Failed("the program does not stop: switch the pen off and on, and try again")
        await this.port.wait(OUTPUTS_OFF_MS)
    }

    async deploy(bytecode: Uint8Array, onProgress: (bytes: number) => void): Promise<void> {
        this.forget()
        this.client.forgetServices()
        await this.client.deploy(bytecode, onProgress)
    }

    /** SHA-256 of the program in flash, computed by the pen at this moment. */
    async sha256(): Promise<string> {
        return toHex(await this.client.get(DeviceScriptManagerReg.ProgramSha256))
    }

    /** Starts the program from its beginning. */
    async restart(): Promise<void> {
        await this.client.set(DeviceScriptManagerReg.Running, 0)
        this.client.forgetServices()
        this.forget()
        await this.client.set(DeviceScriptManagerReg.Running, 1)
    }

    /** What the program said holds until it is started anew. */
    private forget(): void {
        this.said = undefined
        this.inService = false
    }

    /** Waits until the program has passed its self-test. Throws `Failed` with the fault that it found. */
    async awaitSelfTest(): Promise<void> {
        const said = await this.settle()
        if (said === undefined)
            throw new Failed(
                `the program did not pass its self-test within ${SELF_TEST_MS / 1000} s`
            )
        if (said.fault !== (Fault.None as number))
            throw new Failed(`the program found the fault ${faultName(said.fault)}`)
        if (said.state !== State.Locked)
            throw new Failed(
                `the program went to ${stateName(said.state)} (${inhibitNames(said.inhibits).join(", ")})`
            )
    }

    /** What the program says once it is out of its self-test; undefined when it never is. */
    private async settle(): Promise<Said | undefined> {
        const endMs = this.port.nowMs() + SELF_TEST_MS
        while (this.port.nowMs() < endMs) {
            const said = this.said
            if (said && said.state !== State.SelfTest && !homing(said)) return said
            await this.port.wait(POLL_MS)
        }
        return this.said?.state === State.SelfTest ? undefined : this.said
    }

    private hear(line: string): void {
        this.reading?.hear(line)
        if (line.startsWith("* start:")) this.forget()
        const found = /^> @state (\d+) (\d+) (\d+)/.exec(line)
        if (found)
            this.said = {
                state: Number(found[1]),
                fault: Number(found[2]),
                inhibits: Number(found[3]),
            }
    }
}

function homing({ state, inhibits }: Said): boolean {
    return state === State.Locked && (inhibits & Inhibit.NotHomed) !== 0
}
