import { networkLost, ProblemError, readProblem } from "./problem.ts"
import { reachable } from "./reachability.ts"

export type RequestOptions = { body?: unknown; accept?: string; signal?: AbortSignal; keepalive?: boolean }

/**
 * Sends one request to the API of the page's own origin.
 * @throws ProblemError for every answer that is not ok, and `network.lost` when there is none.
 */
export async function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const { body, accept = "application/json", signal, keepalive } = options
  const response = await fetch(`/api${path}`, {
    method,
    headers: { accept, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    ...(keepalive ? { keepalive } : {}),
  }).catch(() => {
    if (!signal?.aborted) reachable.value = false
    throw new ProblemError(networkLost)
  })
  reachable.value = true
  if (!response.ok) throw new ProblemError(await readProblem(response))
  return response
}

/** Like `request`, and reads the answer's JSON. */
export async function requestJson<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await request(method, path, options)
  return (await response.json().catch(() => {
    throw new ProblemError(networkLost)
  })) as T
}
