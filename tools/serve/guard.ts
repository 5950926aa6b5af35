/**
 * Who may talk to the bench: pages that it served itself, on this machine. A page from elsewhere that makes its own
 * name point here (DNS rebinding) is recognised by the name that its browser still sends.
 */
import type { IncomingMessage } from "node:http"

const names = ["127.0.0.1", "localhost"]

/** Why a request is refused, or null if it may pass. */
export function whyRefused(request: IncomingMessage, port: number): string | null {
    const hosts = names.map(name => `${name}:${port}`)
    const { host, origin } = request.headers
    if (host === undefined || !hosts.includes(host))
        return `Host: expected ${hosts.join(" or ")}, found ${host ?? "nothing"}.\n`
    // A program on this machine sends no origin; a browser always does when it opens a WebSocket.
    if (origin !== undefined && !hosts.some(one => origin === `http://${one}`))
        return `Origin: expected ${hosts.map(one => `http://${one}`).join(" or ")}, found ${origin}.\n`
    return null
}

/** Headers of every answer: nothing from elsewhere is loaded, and nobody frames the page. */
export function securityHeaders(port: number): Record<string, string> {
    const sockets = names.map(name => `ws://${name}:${port}`).join(" ")
    const policy = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        `connect-src 'self' ${sockets}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    return {
        "Content-Security-Policy": policy.join("; "),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
}
