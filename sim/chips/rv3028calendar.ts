/** The calendar registers of the RV-3028: BCD, years 2000 to 2099 ([DS-RV3028] "Clock registers"). */

/** Seconds, minutes, hours, weekday, date, month, year. */
export type Calendar = readonly [number, number, number, number, number, number, number]

const bcd = (value: number): number => Math.floor(value / 10) * 16 + (value % 10)

/** Registers for seconds since 1970. The weekday is counted from Sunday = 0. */
export function calendarOf(seconds: number): Calendar {
    const date = new Date(seconds * 1000)
    return [
        bcd(date.getUTCSeconds()),
        bcd(date.getUTCMinutes()),
        bcd(date.getUTCHours()),
        date.getUTCDay(),
        bcd(date.getUTCDate()),
        bcd(date.getUTCMonth() + 1),
        bcd(date.getUTCFullYear() % 100),
    ]
}

/** Seconds since 1970 of registers, or null where they hold no time. */
export function secondsOf(calendar: Calendar): number | null {
    const digits = calendar.map(byte => (byte >> 4) * 10 + (byte & 15))
    if (calendar.some(byte => (byte & 15) > 9 || byte >> 4 > 9)) return null
    const [second = 0, minute = 0, hour = 0, , date = 0, month = 0, year = 0] = digits
    if (second > 59 || minute > 59 || hour > 23 || month < 1 || month > 12 || date < 1) return null
    if (date > 31) return null
    return Date.UTC(2000 + year, month - 1, date, hour, minute, second) / 1000
}
