/**
 * A virtual machine that serves one pen after the other: loading one takes longer than a second of a pen's life.
 * A pen that gets a used one cannot tell it from a new one; a test compares their traces.
 */
import { instrumentedModule } from "./instrument"
import { Vm, type VmHost } from "./vm"

export class Machine {
    private vm: Vm | undefined

    /** `wasm`: which binary, by default the instrumented one. */
    constructor(private readonly wasm?: WebAssembly.Module) {}

    /** The machine, as new, in these surroundings. Whoever had it before cannot run any more. */
    async take(host: VmHost): Promise<Vm> {
        if (this.vm) this.vm.moveTo(host)
        else this.vm = await Vm.load(host, this.wasm ?? (await instrumentedModule()))
        return this.vm
    }
}
