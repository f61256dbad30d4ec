import { computed, signal } from "@preact/signals"
import { challengeNeeded, networkLost, ProblemError, readProblem } from "./problem.ts"
import { currentBearer, type OnReauth } from "./token-source.ts"

/** Whether the last request got any response. */
export const reachable = signal(true)

/** Whether this device has a network (`navigator.onLine`). */
export const deviceOnline = signal(true)

/** `offline`: this device has no network. `unreachable`: it has one, but the server did not answer. */
export const connection = computed(() => {
  if (!deviceOnline.value) return "offline"
  return reachable.value ? "online" : "unreachable"
})

export type RequestOptions = {
  body?: unknown
  accept?: string
  signal?: AbortSignal
  keepalive?: boolean
  /** Sent without a token. */
  open?: boolean
  /** What to do when only a redirect yields a new token. By default a read is repeated after it, and a change is reported as not saved. */
  onReauth?: OnReauth
}

/**
 * Sends one request to the API of the page's own origin, with the token of the signed-in person. A rejected token is replaced once.
 * @throws ProblemError for every response that is not ok, and `network.lost` without a response.
 */
export async function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const { onReauth = method === "GET" ? { nothing: true } : { tell: "notSaved" } } = options
  const bearer = options.open ? undefined : await currentBearer()
  const token = await bearer?.token(onReauth)
  let response = await sendOnce(method, path, options, token)
  if (bearer && token && response.status === 401) {
    await bearer.replace(token, onReauth)
    response = await sendOnce(method, path, options, await bearer.token(onReauth))
    if (response.status === 401) bearer.end()
  }
  if (response.ok) {
    bearer?.accept()
    return response
  }
  const problem = await readProblem(response)
  if (problem.code === "auth.forbidden") bearer?.forbid()
  throw new ProblemError(problem)
}

/** Like `request`, and parses the JSON of the response. */
export async function requestJson<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await request(method, path, options)
  return (await response.json().catch(() => {
    throw new ProblemError(networkLost)
  })) as T
}

async function sendOnce(method: string, path: string, options: RequestOptions, token: string | undefined): Promise<Response> {
  const { body, accept = "application/json", signal, keepalive } = options
  const response = await fetch(`/api${path}`, {
    method,
    headers: {
      accept,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    ...(keepalive ? { keepalive } : {}),
  }).catch(() => {
    if (!signal?.aborted) reachable.value = false
    throw new ProblemError(networkLost)
  })
  reachable.value = true
  // The firewall responds in place of the API, also with 202.
  if (response.headers.has("x-amzn-waf-action")) throw new ProblemError(challengeNeeded)
  return response
}
