/**
 * Gives the counting machine a bus of its own, as the chip has one: the runtime's I2C function, which throws in the
 * machine of the CLI, asks the host. The program needs no seam there, and executes nothing that the chip does not. A
 * test compares traces with those of the machine in the CLI, which the seam serves.
 */
import type Binaryen from "binaryen"
import { MailboxStatus } from "../src/hal/mailbox.regs"
import { replaceFunction } from "./wasmfunction"

const TRANSACTION = "fun3_DeviceScript__i2cTransaction"
/** In the context of a program: what it gives to a native function, each of eight bytes. */
const ARGUMENTS = { at: 96, bytes: 8 }
const STACK = "__stack_pointer"
/** What this function keeps on the stack: the lengths of two buffers. */
const FRAME_BYTES = 16
/** What the runtime makes of the code that the seam panics with. */
const PANIC = 59_999
const HOST = "pen_i2c"
const IMPORT = { module: "pen", name: "i2c" }

/** The import `pen.i2c`: where the bytes to write lie, and where those that are read belong. Returns the status. */
type I2cOfHost = (
    address: number,
    write: number,
    writeBytes: number,
    read: number,
    readBytes: number
) => number

/** Where in the machine's memory the bytes of a transfer lie: those to write, and the place for those to read. */
export interface I2cTransfer {
    readonly memory: Uint8Array
    readonly address: number
    readonly write: number
    readonly writeBytes: number
    readonly read: number
    readonly readBytes: number
}

/** Whoever has a machine, as far as its bus needs it. */
interface Owner {
    readonly host: { i2c?(transfer: I2cTransfer): number }
    /** The machine's memory, which is another object after it has grown. */
    readonly memory: () => Uint8Array
}

/** Nobody acknowledges. */
const NOBODY = -1

/** The bus that a machine which has one finds. */
export function ownBusOf(owner: Owner): I2cOfHost {
    return (address, write, writeBytes, read, readBytes) => {
        const { host } = owner
        const memory = owner.memory()
        return host.i2c?.({ memory, address, write, writeBytes, read, readBytes }) ?? NOBODY
    }
}

/** Its parameters are the context of the program, and locals: its frame, the status. */
const LOCAL = { context: 0, frame: 1, status: 2 }

/** In place; throws when the machine is not one that is known. */
export function addOwnBus(binaryen: typeof Binaryen, module: Binaryen.Module): void {
    const { i32, none } = binaryen
    const five = binaryen.createType([i32, i32, i32, i32, i32])
    module.addFunctionImport(HOST, IMPORT.module, IMPORT.name, five, i32)
    const body = module.block(null, transaction(binaryen, module), none)
    replaceFunction(module, TRANSACTION, i32, [i32, i32], body)
}

/** Whether a machine is one of these. */
export function ownsBus(machine: WebAssembly.Module): boolean {
    return WebAssembly.Module.imports(machine).some(
        ({ module, name }) => module === IMPORT.module && name === IMPORT.name
    )
}

function transaction(binaryen: typeof Binaryen, module: Binaryen.Module): number[] {
    const { i32, none } = binaryen
    const get = (local: number): number => module.local.get(local, i32)
    const constant = (value: number): number => module.i32.const(value)
    const plus = (local: number, bytes: number): number =>
        module.i32.add(get(local), constant(bytes))
    const frame = module.i32.sub(module.global.get(STACK, i32), constant(FRAME_BYTES))
    /** Where the bytes of an argument lie, 0 for none; their number goes into the frame. */
    const bytesOf = (argument: number, length: number): number => {
        const value = plus(LOCAL.context, ARGUMENTS.at + ARGUMENTS.bytes * argument)
        const into = plus(LOCAL.frame, length)
        return module.call("devs_bufferish_data", [get(LOCAL.context), value, into], i32)
    }
    const lengthAt = (offset: number): number => module.i32.load(offset, 4, get(LOCAL.frame))
    const address = module.call("devs_arg_int", [get(LOCAL.context), constant(0)], i32)
    const call = [address, bytesOf(1, 0), lengthAt(0), bytesOf(2, 4), lengthAt(4)]
    const answer = (name: string, value: number): number =>
        module.call(name, [get(LOCAL.context), value], none)
    return [
        module.global.set(STACK, module.local.tee(LOCAL.frame, frame, i32)),
        // The length of a buffer that is left out is set by nobody.
        module.i32.store(0, 4, get(LOCAL.frame), constant(0)),
        module.i32.store(4, 4, get(LOCAL.frame), constant(0)),
        module.local.set(LOCAL.status, module.call(HOST, call, i32)),
        module.global.set(STACK, plus(LOCAL.frame, FRAME_BYTES)),
        module.if(
            module.i32.eq(get(LOCAL.status), constant(MailboxStatus.Panic)),
            answer("devs_panic", constant(PANIC)),
            answer("devs_ret_int", get(LOCAL.status))
        ),
    ]
}
