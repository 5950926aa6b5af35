/** Every cause that ended strokes, with its reaction times at the plant. */
import { trips } from "./store"
import { causeText } from "./trip"
import { duration, time } from "./words"

export function Reactions() {
    const rows = trips.value.slice(-5).reverse()
    if (rows.length === 0) return null
    return (
        <section class="card reactions" aria-labelledby="reactions-title">
            <h2 id="reactions-title">Reaction times, measured at the plant</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">Cause</th>
                        <th scope="col">At</th>
                        <th scope="col">Drive energy gone</th>
                        <th scope="col">Program</th>
                        <th scope="col">Needles in</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map(({ id, cause, atMs, driveOffMs, firmwareOffMs, retractedMs }) => (
                        <tr key={id}>
                            <th scope="row">{causeText(cause)}</th>
                            <td>{time(atMs)}</td>
                            <td>{duration(driveOffMs)}</td>
                            <td>{duration(firmwareOffMs)}</td>
                            <td>{duration(retractedMs)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    )
}
