/** The page: the pen on the left, what it is doing in the middle, what is done to it on the right. */
import { Announcer } from "./announcer"
import { Charts } from "./charts"
import { Handling } from "./handling"
import { Header } from "./header"
import { Lamps } from "./lamps"
import { Log } from "./log"
import { Notice } from "./notice"
import { PenDrawing } from "./pendrawing"
import { Reactions } from "./reactions"
import { StateCard } from "./statecard"
import { realPen } from "./store"
import { Tabs } from "./tabs"
import { Tray } from "./tray"

export function App() {
    const RealPen = realPen.value
    if (RealPen) return <RealPen />
    return (
        <>
            <Header />
            <Notice />
            <main class="bench">
                <section class="column" aria-label="The pen">
                    <PenDrawing />
                    <Lamps />
                </section>
                <section class="column wide" aria-label="What it does">
                    <StateCard />
                    <Charts />
                    <Reactions />
                    <Log />
                </section>
                <section class="column" aria-label="What is done to it">
                    <Handling />
                    <Tray />
                    <Tabs />
                </section>
            </main>
            <Announcer />
        </>
    )
}
