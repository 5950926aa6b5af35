/** Runs before every file of tests: what fast-check draws comes from a seed, so that a test is the same every time. */
import fc from "fast-check"

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261122 })
