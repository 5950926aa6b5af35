/**
 * Prints `tests: N passed, N failed` from the report of vitest's JSON reporter, as the last line of `.ci/run`.
 * Ends with 1 when anything failed, when nothing ran, or when there is no report: silence is not success.
 */
import { readFileSync } from "node:fs"

const [path = ""] = process.argv.slice(2)
let report
try {
    report = JSON.parse(readFileSync(path, "utf8"))
} catch (error) {
    console.log(`no test report at "${path}": ${error.message}`)
    console.log("tests: 0 passed, 1 failed")
    process.exit(1)
}

// A file that does not even load has no test in it that could fail, so it counts as one.
const broken = report.testResults.filter(
    file =>
        file.status === "failed" && !file.assertionResults.some(test => test.status === "failed")
).length
const failed = report.numFailedTests + broken
console.log(`tests: ${report.numPassedTests} passed, ${failed} failed`)
process.exit(failed > 0 || report.numPassedTests === 0 || !report.success ? 1 : 0)
