/** A real browser for the page, where this machine has one. */
import { existsSync } from "node:fs"
import type { Browser } from "playwright-core"
import { Missing } from "../outcome"

const places = [
    process.env["CHROMIUM"] ?? "",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]

/** The browser of this machine; undefined where there is none. */
export const browserPath = places.find(path => path !== "" && existsSync(path))

/** Starts it without a window. Throws `Missing` where there is none. */
export async function launchBrowser(): Promise<Browser> {
    const how = "install Chromium, or name it in the environment variable CHROMIUM"
    if (browserPath === undefined) throw new Missing("Chromium", how)
    const { chromium } = await import("playwright-core")
    // As root, which containers are, Chromium runs only without its sandbox.
    return chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] })
}
