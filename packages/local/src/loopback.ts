import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"

/** The refusal of a request: its HTTP status and a sentence for the client. */
export type Refusal = { status: 400 | 403 | 421; detail: string }

type Rules = {
  /** Requests from web pages: `local` accepts pages on this machine and of `origins`, `none` accepts no request from a page. */
  pages: "local" | "none"
  /** Exact origins of other machines whose pages may call. */
  origins?: readonly string[]
}

/**
 * Checks the sender of a request to a port of the local stage. A web page in the same browser reaches every port of this machine: directly,
 * or by a host name that resolves to 127.0.0.1 (DNS rebinding). The browser sends the page's origin in `Origin`, and the host name in
 * `Host`.
 * @returns `undefined` if the request may be answered
 */
export function refusalOf({ headers, rawHeaders }: IncomingMessage, { pages, origins = [] }: Rules): Refusal | undefined {
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && /^(host|:authority)$/i.test(name)).length
  if (hosts > 1) return { status: 400, detail: "A request must have one Host header." }
  const host = hostOf(headers)
  if (host !== undefined && !isLoopback(`http://${host}`))
    return { status: 421, detail: "This port answers only to localhost, 127.0.0.1 and [::1]." }
  if (pages === "none") {
    const isPage = headers.origin !== undefined || !["none", undefined].includes(headers["sec-fetch-site"] as string | undefined)
    return isPage ? { status: 403, detail: "This port does not answer web pages." } : undefined
  }
  const { origin } = headers
  if (origin === undefined || isLoopback(origin) || origins.includes(origin)) return undefined
  return { status: 403, detail: "Pages of other sites may not call this port. ALLOWED_ORIGINS lists the exceptions." }
}

/** The host that the client used: `:authority` in HTTP/2, `Host` in HTTP/1.1. */
const hostOf = (headers: IncomingHttpHeaders): string | undefined => (headers[":authority"] as string | undefined) ?? headers.host

/** Whether an http(s) URL points to this machine: `localhost`, `127.0.0.0/8` or `[::1]`, on any port. */
export function isLoopback(address: string): boolean {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) return false
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname)
}

/** Answers a refusal as a problem (RFC 9457). */
export function refuse(response: ServerResponse, { status, detail }: Refusal): void {
  const title = { 400: "Bad request", 403: "Not allowed", 421: "Misdirected request" }[status]
  response.writeHead(status, { "content-type": "application/problem+json", "cache-control": "no-store" })
  response.end(JSON.stringify({ type: "about:blank", title, status, detail }))
}
