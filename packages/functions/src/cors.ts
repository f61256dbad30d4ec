import type { Answer } from "./answer.ts"

const methods = "GET, POST, PUT, PATCH, DELETE"
const requestHeaders = "content-type, authorization, accept, last-event-id"
const exposed = "x-request-id, retry-after"
const preflightSeconds = 7_200

/** The CORS headers of every answer, including errors. Only listed origins get them, and none gets `*`. */
export function corsHeaders(origin: string | undefined, allowedOrigins: readonly string[]): Record<string, string> {
  if (allowedOrigins.length === 0) return {}
  const vary = { vary: "Origin" }
  if (origin === undefined || !allowedOrigins.includes(origin)) return vary
  return {
    ...vary,
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": exposed,
  }
}

/** The answer to a preflight: methods and headers by name, for an origin of the list only. */
export function preflight(origin: string | undefined, allowedOrigins: readonly string[]): Answer {
  const allowed = origin !== undefined && allowedOrigins.includes(origin)
  const headers = {
    "access-control-allow-methods": methods,
    "access-control-allow-headers": requestHeaders,
    "access-control-max-age": String(preflightSeconds),
  }
  return { status: 204, headers: allowed ? headers : {} }
}
