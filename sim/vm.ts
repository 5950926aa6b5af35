/**
 * DeviceScript's own virtual machine, cut out of the pinned CLI, on a clock and randomness of ours: called with our
 * own `Date`, timers and `require`, so that several machines live side by side in one process, each on its own virtual
 * time, and none opens a port.
 */
import { createRequire } from "node:module"
import { cliPath } from "../tools/paths"
import { FLASH_BYTES, flashIn } from "./flashimage"
import { Messages } from "./messages"
import { type I2cTransfer, ownBusOf, ownsBus } from "./ownbus"
import { bundled, stockModule } from "./vmsource"

/** What the machine asks of its surroundings. */
export interface VmHost {
    /** Virtual time in ms; fractions give µs. */
    nowMs(): number
    random(count: number): Uint8Array
    /** One bus or pin access: the host answers inside the same bytes. Returns 0, or a negative error. */
    mailbox(bytes: Uint8Array): number
    /** An I2C transfer of a machine that has a bus of its own. Returns 0, or a negative error. */
    i2c?(transfer: I2cTransfer): number
    /** One line of the runtime's log. */
    log(line: string): void
    /** The program panicked (code), or asked for a restart (code 0). */
    panic(code: number): void
    /** A frame that the runtime sends to its bus, which is also what it says over USB. */
    packet?(frame: Uint8Array): void
    /** Address of the function whose bytecode comes next; only from a machine that was made to tell. */
    executed?(address: number): void
}

interface Owner {
    host: VmHost
    memory: () => Uint8Array
}

interface EmscriptenModule {
    HEAPU8: Uint8Array
    flashSize: number
    flashLoad: (() => Uint8Array) | null
    flashSave: (() => void) | null
    sendPacket(packet: Uint8Array): void
    dmesg(line: string): void
    panicHandler(code: number): void
    sockIsAvailable(): boolean
    sockOpen(): number
    sockClose(): number
    sockWrite(pointer: number, length: number): number
    devsSetDeviceId(id: string): void
    devsInit(): void
    devsDeploy(bytecode: Uint8Array): number
    _malloc(bytes: number): number
    _free(pointer: number): void
}

/** What the wasm instance itself offers: the calls without emscripten's checks around them. */
interface NativeExports {
    jd_em_process(): number
    jd_em_frame_received(pointer: number): number
    jd_em_tcpsock_on_event(kind: number, pointer: number, length: number): void
    stackSave(): number
    stackRestore(pointer: number): void
    /** Where its heap ends, for 0; only in a machine that was prepared by `sim/instrument.ts`. */
    sbrk?(by: number): number
}

/** Everything by name, also what the instrumented machine counts; see `sim/instrument.ts`. */
export type VmExports = Record<string, unknown>

export class Vm {
    /** Memory as it was loaded, up to the last byte that is not zero. */
    private readonly pristine: Uint8Array
    private readonly stack: number
    private readonly native: NativeExports
    private flash: Uint8Array | undefined
    private flashHeld = false
    private installed: { bytecode: Uint8Array; flash: Uint8Array | undefined } | undefined

    private constructor(
        private readonly module: EmscriptenModule,
        private readonly owner: Owner,
        /** The raw exports of the wasm instance. */
        readonly exports: VmExports,
        /** Its program reaches I2C without the seam (`sim/ownbus.ts`). */
        readonly hasOwnBus: boolean
    ) {
        this.native = exports as unknown as NativeExports
        this.stack = this.native.stackSave()
        owner.memory = () => module.HEAPU8
        this.pristine = module.HEAPU8.slice(0, this.usedBytes())
        module.sendPacket = frame => owner.host.packet?.(frame)
        module.dmesg = line => {
            owner.host.log(line)
        }
        module.panicHandler = code => {
            owner.host.panic(code)
        }
        module.flashSize = FLASH_BYTES
        module.flashLoad = () => this.flash ?? new Uint8Array(0)
        // What it hands over lacks the last byte that was written (`flash_sync` of the runtime).
        module.flashSave = () => {
            if (!this.flashHeld) this.flash = this.readFlash()
        }
        module.sockIsAvailable = () => true
        module.sockOpen = () => 0
        module.sockClose = () => 0
        const messages = new Messages()
        module.sockWrite = (pointer, length) =>
            owner.host.mailbox(messages.at(module.HEAPU8, pointer, length))
    }

    /** Whose surroundings it lives in. */
    get host(): VmHost {
        return this.owner.host
    }

    /** Other surroundings, an empty flash, and no memory of what was before: as if it were loaded anew. */
    moveTo(host: VmHost): void {
        this.owner.host = host
        this.flash = undefined
        this.flashHeld = false
    }

    /** Loads one machine. `wasm` replaces the binary in the bundle (an instrumented one). */
    static async load(host: VmHost, wasm?: WebAssembly.Module): Promise<Vm> {
        const owner: Owner = { host, memory: () => new Uint8Array(0) }
        const compiled = wasm ?? stockModule()
        const require = createRequire(cliPath)
        const module = { exports: {} as (options: object) => Promise<EmscriptenModule> }
        const fakes = {
            require: (name: string): unknown =>
                name === "crypto"
                    ? { randomBytes: (count: number) => owner.host.random(count) }
                    : require(name),
            date: { now: () => owner.host.nowMs() },
            // Virtual time never waits for a timer of the machine it runs on.
            timer: () => ({}),
            console: {
                log: () => undefined,
                debug: () => undefined,
                warn: () => undefined,
                error: () => undefined,
            },
        }
        bundled()(
            module.exports,
            module,
            fakes.require,
            cliPath,
            ".",
            fakes.date,
            fakes.timer,
            fakes.timer,
            fakes.timer,
            fakes.timer,
            fakes.console
        )
        let exports: VmExports = {}
        const instance = await module.exports({
            instantiateWasm(
                imports: WebAssembly.Imports,
                done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void
            ): object {
                // The bundle expects the answer later, as from an asynchronous compilation.
                queueMicrotask(() => {
                    const pen = {
                        executed: (address: number) => owner.host.executed?.(address),
                        i2c: ownBusOf(owner),
                    }
                    const made = new WebAssembly.Instance(compiled, { ...imports, pen })
                    exports = made.exports
                    done(made, compiled)
                })
                return {}
            },
        })
        return new Vm(instance, owner, exports, ownsBus(compiled))
    }

    /** Writes a program into the flash image, as a deployment over the wire would leave it. */
    install(bytecode: Uint8Array): void {
        if (this.installed?.bytecode === bytecode) {
            this.flash = this.installed.flash
            return
        }
        const { host } = this
        this.moveTo(factory)
        try {
            this.boot()
            const code = this.module.devsDeploy(bytecode)
            if (code !== 0)
                throw new Error(`the virtual machine refused the bytecode: error ${code}`)
        } finally {
            this.owner.host = host
        }
        this.installed = { bytecode, flash: this.flash }
    }

    /** Chip reset: all memory back to its state at power-on; the flash image stays. */
    boot(): void {
        const { HEAPU8 } = this.module
        this.flashHeld = false
        HEAPU8.fill(0, this.pristine.length, this.native.sbrk?.(0))
        HEAPU8.set(this.pristine)
        // A pass that ended in an exception of the host has left its frames on the stack.
        this.native.stackRestore(this.stack)
        this.module.devsSetDeviceId("12abdd2289421234")
        this.module.devsInit()
    }

    /** Everything above is zero. */
    private usedBytes(): number {
        const heapEnd = this.native.sbrk?.(0)
        if (heapEnd !== undefined) return heapEnd
        const words = new Int32Array(this.module.HEAPU8.buffer)
        let used = words.length
        while (used > 0 && words[used - 1] === 0) used--
        return used * Int32Array.BYTES_PER_ELEMENT
    }

    /** Replaces the program while the machine runs (stops it, writes, starts the new one). */
    redeploy(bytecode: Uint8Array): void {
        this.module.devsDeploy(bytecode)
    }

    /** What lies in flash from the next boot on; for an image that was flashed, or a write that was cut. */
    loadFlash(image: Uint8Array): void {
        this.flash = image.slice()
    }

    /** The chip was reset or lost its supply: what was written so far stays, and nothing else until the next boot. */
    holdFlash(): void {
        this.loadFlash(this.readFlash())
        this.flashHeld = true
    }

    /**
     * What lies in flash at this moment. The runtime hands its flash over only when it has finished a value; on a
     * chip every single write lasts, and a power cut finds what was written so far.
     */
    readFlash(): Uint8Array {
        return flashIn(this.module.HEAPU8)
    }

    /** A frame arrives for the runtime, from the bus or over USB. */
    receive(frame: Uint8Array): void {
        const pointer = this.module._malloc(frame.length)
        this.module.HEAPU8.set(frame, pointer)
        this.native.jd_em_frame_received(pointer)
        this.module._free(pointer)
    }

    /** One pass of the runtime's main loop. */
    process(): void {
        this.native.jd_em_process()
    }

    /** Wakes whoever waits for the transfer in hand (the socket's message event). */
    completeTransfer(): void {
        this.native.jd_em_tcpsock_on_event(SOCKET_MESSAGE, 0, 0)
    }

    /** A copy of all machine memory, to go back to with `restore`. */
    snapshot(): Uint8Array {
        return this.module.HEAPU8.slice()
    }

    restore(memory: Uint8Array): void {
        this.module.HEAPU8.set(memory)
    }
}

const SOCKET_MESSAGE = 4

/** Where programs are written: no time passes, nobody listens, and no pen's randomness is used up. */
const factory: VmHost = {
    nowMs: () => 0,
    random: count => new Uint8Array(count),
    mailbox: () => -1,
    log: () => undefined,
    panic: () => undefined,
}
