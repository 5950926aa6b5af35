/** Whether a mutated file still compiles: what does not is no mutant, and counts for nothing. */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import ts from "typescript"
import { root } from "../paths"

/** The compiler's settings that a folder is checked with, and what style asks but the device does not. */
const projects = [
    { folder: "src/core/", config: "src/core/tsconfig.json" },
    { folder: "src/", config: "src/tsconfig.json" },
]
const lenient: ts.CompilerOptions = {
    noUnusedLocals: false,
    noUnusedParameters: false,
    noFallthroughCasesInSwitch: false,
    allowUnreachableCode: true,
}

/** One compiler, kept warm: only the mutated file is read anew. */
class Compiler {
    private readonly service: ts.LanguageService
    private readonly changed = new Map<string, { text: string; version: number }>()
    private version = 0

    constructor(config: string) {
        const path = join(root, config)
        const { config: json } = ts.readConfigFile(path, file => readFileSync(file, "utf8")) as {
            config: unknown
        }
        const { options, fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(path))
        const settings = { ...options, ...lenient }
        this.service = ts.createLanguageService({
            getCompilationSettings: () => settings,
            getScriptFileNames: () => fileNames,
            getScriptVersion: file => String(this.changed.get(file)?.version ?? 0),
            getScriptSnapshot: file => {
                const text = this.changed.get(file)?.text ?? ts.sys.readFile(file)
                return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
            },
            getCurrentDirectory: () => root,
            getDefaultLibFileName: ts.getDefaultLibFilePath,
            fileExists: file => ts.sys.fileExists(file),
            readFile: file => ts.sys.readFile(file),
        })
    }

    /** The first complaint about a file with this text, or undefined. */
    complaint(path: string, text: string): string | undefined {
        const file = join(root, path)
        this.changed.set(file, { text, version: ++this.version })
        const found =
            this.service.getSyntacticDiagnostics(file)[0] ??
            this.service.getSemanticDiagnostics(file)[0]
        this.changed.delete(file)
        return found && ts.flattenDiagnosticMessageText(found.messageText, "\n")
    }
}

const compilers = new Map<string, Compiler>()

/** Why a file with this text does not compile, or undefined when it does. */
export function complaint(path: string, text: string): string | undefined {
    const { config } = projects.find(({ folder }) => path.startsWith(folder))!
    const compiler = compilers.get(config) ?? new Compiler(config)
    compilers.set(config, compiler)
    return compiler.complaint(path, text)
}
