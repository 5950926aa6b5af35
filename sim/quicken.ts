/**
 * Makes the counting machine faster and nothing else: what it computes, counts and answers stays the same, which a
 * test holds against the machine as it stands in the CLI.
 */
import type Binaryen from "binaryen"
import { functionNamed, replaceFunction } from "./wasmfunction"

/** Looks a name up among the names of a map: first by its number, then by its letters. */
const LOOKUP = "lookup"
const LETTERS = "devs_string_get_utf8"
/** Local variables of that function: the name that is sought, and its frame, which begins with the one in hand. */
const SOUGHT = 2
const FRAME = 3
/** Where in the frame the length of the name in hand is put, and one that no name has. */
const LENGTH = 24
const NO_LENGTH = -1
/** A value's upper word: the kind of a handle, which for a name of the program's image is 4; numbers have more bits. */
const KIND_MASK = 0x7ff0000f
const OF_IMAGE = 4
/** Its lower word: which of the image's tables, and from bit 13 down the number in it. */
const TABLE_SIZE = 1 << 14

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
    skipOtherNames(binaryen, module)
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
 * Two names of one table of the image with different numbers are different names, because the compiler writes each
 * once. So the machine need not fetch the letters of every name before the one that it seeks, or of all when it is not
 * there: a method is sought among its object's own fields first.
 */
function skipOtherNames(binaryen: typeof Binaryen, module: Binaryen.Module): void {
    const { i32 } = binaryen
    const set = setterOfLetters(binaryen, module)
    const fetch = binaryen as unknown as LocalSets
    const word = (of: number, offset: number): number =>
        module.i32.load(offset, 4, module.local.get(of, i32))
    const bothOfImage = module.i32.and(
        module.i32.eq(word(FRAME, 4), word(SOUGHT, 4)),
        module.i32.eq(
            module.i32.and(word(SOUGHT, 4), module.i32.const(KIND_MASK)),
            module.i32.const(OF_IMAGE)
        )
    )
    const ofOneTable = module.i32.lt_u(
        module.i32.xor(word(FRAME, 0), word(SOUGHT, 0)),
        module.i32.const(TABLE_SIZE)
    )
    const noLength = module.i32.store(
        LENGTH,
        4,
        module.local.get(FRAME, i32),
        module.i32.const(NO_LENGTH)
    )
    const skipped = module.block(null, [noLength, module.i32.const(0)], i32)
    const letters = fetch.LocalSet.getValue(set)
    const unlike = module.i32.and(bothOfImage, ofOneTable)
    fetch.LocalSet.setValue(set, module.if(unlike, skipped, letters))
}

/** Where `lookup` keeps the letters of the name in hand, in its second loop. */
function setterOfLetters(
    binaryen: typeof Binaryen,
    module: Binaryen.Module
): Binaryen.ExpressionRef {
    const { BlockId, LoopId, LocalSetId, CallId } = binaryen
    const found: Binaryen.ExpressionRef[] = []
    const look = (at: Binaryen.ExpressionRef, inLoop: boolean): void => {
        const id = binaryen.getExpressionId(at)
        const info = binaryen.getExpressionInfo(at)
        if (id === BlockId)
            for (const child of (info as Binaryen.BlockInfo).children) look(child, inLoop)
        else if (id === LoopId) look((info as Binaryen.LoopInfo).body, true)
        else if (id === LocalSetId && inLoop) {
            const value = binaryen.getExpressionInfo((info as Binaryen.LocalSetInfo).value)
            const isCall = value.id === CallId
            if (isCall && (value as Binaryen.CallInfo).target === LETTERS) found.push(at)
        }
    }
    const lookup = functionNamed(module, LOOKUP)
    look(binaryen.getFunctionInfo(lookup).body, false)
    const [only, another] = found
    if (only === undefined || another !== undefined) throw unknownLookup()
    return only
}

function unknownLookup(): Error {
    return new Error(`${LOOKUP} of the virtual machine is not the function that is known`)
}

/** What binaryen offers beside its type declarations. */
interface LocalSets {
    LocalSet: {
        getValue(set: Binaryen.ExpressionRef): Binaryen.ExpressionRef
        setValue(set: Binaryen.ExpressionRef, value: Binaryen.ExpressionRef): void
    }
}
