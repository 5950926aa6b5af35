/** Functions of the virtual machine's binary by their names, which it keeps. */
import type Binaryen from "binaryen"

/** Throws when the machine is not one that is known. */
export function functionNamed(module: Binaryen.Module, name: string): Binaryen.FunctionRef {
    const found = module.getFunction(name)
    if (!found) throw new Error(`the virtual machine has no function ${name} to change`)
    return found
}

/** Puts another body in its place, with locals of its own; it goes on returning nothing. Throws as `functionNamed`. */
export function replaceFunction(
    module: Binaryen.Module,
    name: string,
    parameters: Binaryen.Type,
    locals: readonly Binaryen.Type[],
    body: Binaryen.ExpressionRef
): void {
    functionNamed(module, name)
    module.removeFunction(name)
    // The type of nothing is 0 in every binaryen.
    module.addFunction(name, parameters, 0, locals, body)
}
