/** Patterns of paths: `*` stands for any letters of one name, `**` for any folders. */

/** Whether a path fits the pattern; a folder stands for all below it. */
export function matcher(pattern: string): (path: string) => boolean {
    const text = pattern
        .replace(/^\.\//, "")
        .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
        .replace(/\*\*\/?|\*/g, found => (found === "*" ? "[^/]*" : ".*"))
    const expression = new RegExp(`^${text.replace(/\/$/, "")}(/.*)?$`)
    return path => expression.test(path)
}
