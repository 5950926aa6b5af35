/** Names of the invariants; `invariants.ts` watches them. */
export const invariantNames = ["strokesUnauthorised"] as const

export type InvariantName = (typeof invariantNames)[number]
