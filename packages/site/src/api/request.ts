import { accept as acceptToken, authorization, endSession, type IfAway, replaceToken } from "../sign-in/authorization.ts"
import { forbid } from "../sign-in/session.ts"
import { networkLost, ProblemError, readProblem } from "./problem.ts"
import { reachable } from "./reachability.ts"

export type RequestOptions = {
  body?: unknown
  accept?: string
  signal?: AbortSignal
  keepalive?: boolean
  /** Asked without saying who asks. */
  open?: boolean
  /** Where a new token can be had only by leaving the page. Without it, a read is made anew and a change is told not to have been made. */
  ifAway?: IfAway
}

/**
 * Sends one request to the API of the page's own origin, in the name of whoever is signed in. A token that is refused is renewed once.
 * @throws ProblemError for every answer that is not ok, and `network.lost` when there is none.
 */
export async function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const { ifAway = method === "GET" ? { nothing: true } : { tell: "notSaved" } } = options
  const token = options.open ? undefined : await authorization(ifAway)
  let response = await ask(method, path, options, token)
  if (token && response.status === 401) {
    await replaceToken(token, ifAway)
    response = await ask(method, path, options, await authorization(ifAway))
    if (response.status === 401) endSession()
  }
  if (response.ok) {
    if (token) acceptToken()
    return response
  }
  const problem = await readProblem(response)
  if (token && problem.code === "auth.forbidden") forbid()
  throw new ProblemError(problem)
}

/** Like `request`, and reads the answer's JSON. */
export async function requestJson<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await request(method, path, options)
  return (await response.json().catch(() => {
    throw new ProblemError(networkLost)
  })) as T
}

async function ask(method: string, path: string, options: RequestOptions, token: string | undefined): Promise<Response> {
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
  return response
}
