/** How much of the room for code a program takes. */

/**
 * Where the code of an image ends, in bytes from its start. A program counter has 16 bits, so the virtual machine
 * refuses code beyond 65,536; texts, which stand behind it, only have to fit the flash [runtime 4.4].
 */
export function codeEndBytes(bytecode: Uint8Array): number {
    const view = new DataView(bytecode.buffer, bytecode.byteOffset, bytecode.byteLength)
    return view.getUint32(CODE_SECTION, true) + view.getUint32(CODE_SECTION + 4, true)
}

/** The header's second section: start and length of all function bodies. */
const CODE_SECTION = 40
