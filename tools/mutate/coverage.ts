/** Which tests of the host cover which source file: those that import it, directly or through others. */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, normalize, relative } from "node:path"
import ts from "typescript"
import { root } from "../paths"

/** Folders of tests that need no bytecode. */
const folders = ["test/core", "test/actuator", "test/panel"]

/** Paths below the root of all tests that need no bytecode. */
export function hostTests(): string[] {
    return folders.flatMap(folder =>
        readdirSync(join(root, folder))
            .filter(name => name.endsWith(".test.ts"))
            .sort()
            .map(name => `${folder}/${name}`)
    )
}

/** For each test, every file of the repository that it runs. */
export function coverage(tests: readonly string[] = hostTests()): Map<string, Set<string>> {
    const imports = new Map<string, string[]>()
    const importsOf = (path: string): string[] => {
        const known = imports.get(path) ?? localImports(path)
        imports.set(path, known)
        return known
    }
    return new Map(
        tests.map(test => {
            const reached = new Set([test])
            for (const path of reached) for (const next of importsOf(path)) reached.add(next)
            return [test, reached]
        })
    )
}

function localImports(path: string): string[] {
    if (!path.endsWith(".ts")) return []
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, path), "utf8"))
    return importedFiles
        .filter(({ fileName }) => fileName.startsWith("."))
        .map(({ fileName }) => normalize(join(dirname(path), fileName)).replaceAll("\\", "/"))
        .flatMap(base => [base, `${base}.ts`].filter(isFile))
}

function isFile(path: string): boolean {
    const found = statSync(join(root, path), { throwIfNoEntry: false })
    return found?.isFile() ?? false
}

/** Source files that mutations are made of: the core, the actuators, and the tick. */
export function mutatedFiles(): string[] {
    const below = (folder: string): string[] =>
        readdirSync(join(root, folder))
            .filter(name => name.endsWith(".ts"))
            .sort()
            .map(name => relative(root, join(root, folder, name)).replaceAll("\\", "/"))
    return [
        ...below("src/core"),
        ...below("src/actuator"),
        "src/app/application.ts",
        "src/app/sampler.ts",
    ]
}
