/**
 * Makes the counting machine faster and nothing else: what it computes, counts and answers stays the same, which a
 * test holds against the machine as it stands in the CLI.
 */
import type Binaryen from "binaryen"
import { functionNamed, replaceFunction } from "./wasmfunction"

/** Looks a name up among those of a map, first by its number, then by its letters. Returns where its value is, or 0. */
const LOOKUP = "lookup"
/** What that function becomes: for names that the program makes while it runs. */
const BY_LETTERS = "lookup_by_letters"
/** In a map: how many names it has, and where they lie, each before its value, in eight bytes. */
const COUNT_AT = 8
const NAMES_AT = 12
const PAIR_SHIFT = 4
const VALUE_AT = 8
/** A value's upper word: the kind of a handle, which for a name of the program's image is 4; numbers have more bits. */
const KIND_MASK = 0x7ff0000f
const OF_IMAGE = 4

/**
 * Looks for the chunk of the heap in which a new block lies, to end the machine when there is none. It computes
 * nothing; the machine in the CLI, which a test compares with this one, goes on asking.
 */
const ASSERTION = "devs_gc_obj_check_core"

/** Functions that are put in place of their calls: of at most so many instructions, or more with a single caller. */
const INLINED_MAX = { always: 40, flexible: 100, oneCaller: 100 }
/** Puts them there, and clears up behind. */
const PASSES = ["inlining", "simplify-locals", "vacuum", "coalesce-locals"]

/** In place; the module has to be one of the pinned machine. Throws when it is not. */
export function quicken(binaryen: typeof Binaryen, module: Binaryen.Module): void {
    compareNumbers(binaryen, module)
    const two = binaryen.createType([binaryen.i32, binaryen.i32])
    replaceFunction(module, ASSERTION, two, [], module.nop())
    binaryen.setOptimizeLevel(3)
    binaryen.setShrinkLevel(0)
    binaryen.setAlwaysInlineMaxSize(INLINED_MAX.always)
    binaryen.setFlexibleInlineMaxSize(INLINED_MAX.flexible)
    binaryen.setOneCallerInlineMaxSize(INLINED_MAX.oneCaller)
    module.runPasses(PASSES)
}

/**
 * Two names of the program's image with different numbers are different names, because the compiler writes each once
 * (`addString`). So a map that has only such names need not be searched by letters when the number is not there: a
 * method is sought among its object's own fields first.
 */
function compareNumbers(binaryen: typeof Binaryen, module: Binaryen.Module): void {
    const { i32, i64 } = binaryen
    const three = binaryen.createType([i32, i32, i32])
    const { body, vars } = binaryen.getFunctionInfo(functionNamed(module, LOOKUP))
    module.addFunction(BY_LETTERS, three, i32, vars, module.copyExpression(body))
    module.removeFunction(LOOKUP)
    const local = { context: 0, map: 1, sought: 2, at: 3, end: 4, others: 5, name: 6, key: 7 }
    const get = (index: number): number => module.local.get(index, i32)
    const name = module.local.get(local.name, i64)
    const key = (): number => module.local.get(local.key, i64)
    const set = (index: number, value: number): number => module.local.set(index, value)
    const kind = module.i32.and(
        module.i32.load(4, 4, get(local.sought)),
        module.i32.const(KIND_MASK)
    )
    const bytes = module.i32.shl(
        module.i32.load16_u(COUNT_AT, 2, get(local.map)),
        module.i32.const(PAIR_SHIFT)
    )
    const upper = module.i64.shr_u(module.i64.xor(key(), name), module.i64.const(32n))
    const next = module.block(null, [
        set(local.key, module.i64.load(0, 8, get(local.at))),
        module.if(
            module.i64.eq(key(), module.local.get(local.name, i64)),
            module.return(module.i32.add(get(local.at), module.i32.const(VALUE_AT)))
        ),
        set(local.others, module.i32.or(get(local.others), module.i32.wrap(upper))),
        set(local.at, module.i32.add(get(local.at), module.i32.const(1 << PAIR_SHIFT))),
        module.br("names"),
    ])
    const searched = module.block(null, [
        set(local.name, module.i64.load(0, 8, get(local.sought))),
        set(local.at, module.i32.load(NAMES_AT, 4, get(local.map))),
        set(local.end, module.i32.add(get(local.at), bytes)),
        module.loop("names", module.if(module.i32.lt_u(get(local.at), get(local.end)), next)),
        module.if(module.i32.eqz(get(local.others)), module.return(module.i32.const(0))),
    ])
    const parameters = [get(local.context), get(local.map), get(local.sought)]
    const whole = module.block(
        null,
        [
            module.if(module.i32.eq(kind, module.i32.const(OF_IMAGE)), searched),
            module.call(BY_LETTERS, parameters, i32),
        ],
        i32
    )
    module.addFunction(LOOKUP, three, i32, [i32, i32, i32, i64, i64], whole)
}
