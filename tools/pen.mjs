#!/usr/bin/env node
// Starts `pen`: makes Node read TypeScript, then hands over. Works from any folder of the repository.
import { register } from "tsx/esm/api"

register()
const { main } = await import("./commandline.ts")
process.exitCode = await main(process.argv)
