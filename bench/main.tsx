/** The bench page: what a browser loads first. */
import { render } from "preact"
import { App } from "./app"
import { connect } from "./link"
import "./theme.css"
import "./page.css"

const place = document.getElementById("bench")
if (!place) throw new Error("index.html has no place for the bench")
render(<App />, place)
connect()
