/**
 * The runtime's virtual machine with counters: the same binary, in which some functions also count.
 *
 * What it counts is exact, because the wasm of the CLI keeps the names of its functions. A counter is
 * an exported global that one added instruction increments; nothing that the machine can see changes,
 * so a run is the same with and without (the trace hash says so in a test).
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type Binaryen from "binaryen"
import { root } from "../tools/paths"
import type { VmExports } from "./vm"
import { addOwnBus } from "./ownbus"
import { quicken } from "./quicken"
import { stockWasm } from "./vmsource"
import { functionNamed } from "./wasmfunction"

/** Every counter since the machine was loaded. */
export interface VmCounts {
    /** Calls of functions of the program, and of native ones by the program. */
    calls: number
    /** Objects, buffers, strings and activation records. */
    allocations: number
    /** Bytes that the heap filled: above all the free block behind each allocation. */
    bytesFilled: number
    /** Runs of the garbage collector. */
    collections: number
    /** Objects that it came to, from whatever refers to them. */
    scanned: number
    bytecodes: number
    /** Jacdac frames that left the machine. */
    packets: number
}

/** Counted by entries of these functions; see `devicescript/runtime` for what they do. */
const ENTRIES: readonly (readonly [keyof VmCounts, string])[] = [
    ["calls", "devs_fiber_call_function"],
    ["allocations", "jd_gc_any_try_alloc"],
    ["collections", "devs_gc"],
    ["scanned", "scan_gc_obj"],
    ["packets", "jd_em_send_frame"],
]
const FILL = "__memset"
/** Its third parameter. */
const FILL_LENGTH = 2
const HEAP_END = "sbrk"
const DISPATCH = "devs_vm_exec_opcodes"
/** Where the machine keeps the running activation in its context, and its function's description in that. */
const CURRENT_ACTIVATION = 232
const ACTIVATION_FUNCTION = 16

const NAMES: readonly (keyof VmCounts)[] = [
    "calls",
    "allocations",
    "bytesFilled",
    "collections",
    "scanned",
    "bytecodes",
    "packets",
]
/** Names of the exported globals do not collide with those of the machine. */
const PREFIX = "count_"
const READER = "read_"

let compiled: Promise<WebAssembly.Module> | undefined

/** The instrumented machine, compiled; kept under `.pen/vm` by what it was made from. */
export function instrumentedModule(): Promise<WebAssembly.Module> {
    return (compiled ??= prepare("counting"))
}

/** One that also tells its host the function of each bytecode (`VmHost.executed`), which costs half of its speed. */
export function profilingModule(): Promise<WebAssembly.Module> {
    return prepare("profiling")
}

async function prepare(kind: "counting" | "profiling"): Promise<WebAssembly.Module> {
    const stock = stockWasm()
    const hash = createHash("sha256").update(stock)
    for (const source of ["instrument.ts", "ownbus.ts", "quicken.ts", "wasmfunction.ts"])
        hash.update(readFileSync(fileURLToPath(new URL(source, import.meta.url))))
    const folder = join(root, ".pen", "vm")
    const path = join(folder, `${kind}-${hash.digest("hex").slice(0, 16)}.wasm`)
    const found = kept(path)
    if (found) return new WebAssembly.Module(found)
    const made = instrument((await import("binaryen")).default, stock, kind === "profiling")
    mkdirSync(folder, { recursive: true })
    const partial = `${path}.${process.pid}`
    writeFileSync(partial, made)
    renameSync(partial, path)
    return new WebAssembly.Module(made)
}

/** Counters of a machine that was loaded with `instrumentedModule`. Throws for any other. */
export function readCounts(exports: VmExports, into: VmCounts): VmCounts {
    for (const name of NAMES) into[name] = counterOf(exports, name)()
    return into
}

/** Reads one counter, again and again. Throws for a machine that does not count. */
export function counterOf(exports: VmExports, name: keyof VmCounts): () => number {
    const read = exports[READER + name]
    if (typeof read === "function") return read as () => number
    throw new Error(`the virtual machine does not count ${name}: it is not instrumented`)
}

export function newCounts(): VmCounts {
    return {
        calls: 0,
        allocations: 0,
        bytesFilled: 0,
        collections: 0,
        scanned: 0,
        bytecodes: 0,
        packets: 0,
    }
}

function kept(path: string): Uint8Array<ArrayBuffer> | undefined {
    try {
        return new Uint8Array(readFileSync(path))
    } catch {
        return undefined
    }
}

function instrument(
    binaryen: typeof Binaryen,
    stock: Uint8Array,
    functions: boolean
): Uint8Array<ArrayBuffer> {
    const module = binaryen.readBinary(stock)
    const { MutableGlobals, SignExt, BulkMemory, NontrappingFPToInt } = binaryen.Features
    module.setFeatures(MutableGlobals | SignExt | BulkMemory | NontrappingFPToInt)
    // Double precision holds whole numbers up to 2^53, and reads as a plain number.
    for (const name of NAMES) {
        module.addGlobal(PREFIX + name, binaryen.f64, true, module.f64.const(0))
        module.addGlobalExport(PREFIX + name, PREFIX + name)
    }
    const add = (name: keyof VmCounts, amount: number): number =>
        module.global.set(
            PREFIX + name,
            module.f64.add(module.global.get(PREFIX + name, binaryen.f64), amount)
        )
    const atEntry = (name: string, count: number): void => {
        const entered = functionNamed(module, name)
        const { body, results } = binaryen.getFunctionInfo(entered)
        const counted = module.block(null, [count, body], results)
        ;(binaryen as unknown as Editing).Function.setBody(entered, counted)
    }
    for (const [name, entered] of ENTRIES) atEntry(entered, add(name, module.f64.const(1)))
    const length = module.local.get(FILL_LENGTH, binaryen.i32)
    atEntry(FILL, add("bytesFilled", module.f64.convert_u.i32(length)))
    const counted = add("bytecodes", module.f64.const(1))
    const each = functions ? module.block(null, [counted, tellFunction(binaryen, module)]) : counted
    countDispatch(binaryen, module, each)
    // Whoever resets the machine's memory asks how much of it is in use.
    module.addFunctionExport(HEAP_END, HEAP_END)
    addReaders(binaryen, module)
    addOwnBus(binaryen, module)
    quicken(binaryen, module)
    if (!module.validate()) throw new Error("the instrumented virtual machine is not valid")
    return new Uint8Array(module.emitBinary())
}

/** A function for each counter: a call is many times faster than reading a global, and every access reads them. */
function addReaders(binaryen: typeof Binaryen, module: Binaryen.Module): void {
    const { none, f64 } = binaryen
    for (const name of NAMES) {
        const read = READER + name
        module.addFunction(read, none, f64, [], module.global.get(PREFIX + name, f64))
        module.addFunctionExport(read, read)
    }
}

/** Calls the host with the address of the function whose bytecode comes next: `ctx->curr_fn->func`. */
function tellFunction(binaryen: typeof Binaryen, module: Binaryen.Module): number {
    const { i32, none } = binaryen
    module.addFunctionImport("pen_executed", "pen", "executed", i32, none)
    const activation = module.i32.load(CURRENT_ACTIVATION, 4, module.local.get(0, i32))
    return module.call("pen_executed", [module.i32.load(ACTIVATION_FUNCTION, 4, activation)], none)
}

/**
 * The interpreter is one loop: leave it when the step limit is used up, leave it when the fiber was
 * suspended, else execute one bytecode and go round. The count stands between the exits and the rest.
 */
function countDispatch(binaryen: typeof Binaryen, module: Binaryen.Module, count: number): void {
    const dispatch = functionNamed(module, DISPATCH)
    const loop = outermostLoop(binaryen, binaryen.getFunctionInfo(dispatch).body)
    const round = loop === undefined ? undefined : bodyOf(binaryen, loop)
    const kinds = childrenOf(binaryen, round).map(child => binaryen.getExpressionId(child))
    const { LocalSetId, BreakId, BlockId } = binaryen
    const work = kinds.indexOf(BlockId)
    const exits = kinds.slice(0, work)
    const known =
        exits.filter(kind => kind === BreakId).length === 2 &&
        exits.every(kind => kind === BreakId || kind === LocalSetId)
    if (round === undefined || !known)
        throw new Error(`${DISPATCH} of the virtual machine is not the loop that is known`)
    ;(binaryen as unknown as Editing).Block.insertChildAt(round, work, count)
}

/** What binaryen offers beside its type declarations: changing an expression in place. */
interface Editing {
    Function: { setBody(target: Binaryen.FunctionRef, body: Binaryen.ExpressionRef): void }
    Block: {
        insertChildAt(
            block: Binaryen.ExpressionRef,
            index: number,
            child: Binaryen.ExpressionRef
        ): void
    }
}

function outermostLoop(
    binaryen: typeof Binaryen,
    expression: Binaryen.ExpressionRef
): Binaryen.ExpressionRef | undefined {
    if (binaryen.getExpressionId(expression) === binaryen.LoopId) return expression
    for (const child of childrenOf(binaryen, expression)) {
        const found = outermostLoop(binaryen, child)
        if (found !== undefined) return found
    }
    return undefined
}

function bodyOf(binaryen: typeof Binaryen, loop: Binaryen.ExpressionRef): Binaryen.ExpressionRef {
    return (binaryen.getExpressionInfo(loop) as Binaryen.LoopInfo).body
}

/** Of a block; other expressions have none that matter here. */
function childrenOf(
    binaryen: typeof Binaryen,
    expression: Binaryen.ExpressionRef | undefined
): readonly Binaryen.ExpressionRef[] {
    if (expression === undefined) return []
    const info = binaryen.getExpressionInfo(expression)
    return info.id === binaryen.BlockId ? (info as Binaryen.BlockInfo).children : []
}
