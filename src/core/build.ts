/**
 * Which release this program is, for the journal: the counter of the release manifest (`devicescript.json`), because a
 * program cannot read its own hash. A test holds the two together.
 */
export const BUILD = 1
