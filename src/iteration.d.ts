/**
 * `for … of` over arrays works on the device, but the platform's own declarations do not say so; the
 * DeviceScript compiler is told in another way. For editors and `npm run typecheck` only.
 */
interface SymbolConstructor {
    readonly iterator: unique symbol
}

declare const Symbol: SymbolConstructor

interface Iterator<T> {
    next(): { done?: boolean; value: T }
}

interface Array<T> {
    [Symbol.iterator](): Iterator<T>
}
