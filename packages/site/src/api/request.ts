import { forbid, session, whenKnown } from "../sign-in/session.ts"
import { challengeNeeded, networkLost, ProblemError, readProblem } from "./problem.ts"
import { reachable } from "./reachability.ts"
import { bearer, type IfAway } from "./token-source.ts"

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
  if (!options.open && session.peek().state === "arriving") await whenKnown()
  const sender = options.open ? undefined : bearer()
  const token = await sender?.token(ifAway)
  let response = await ask(method, path, options, token)
  if (sender && token && response.status === 401) {
    await sender.replace(token, ifAway)
    response = await ask(method, path, options, await sender.token(ifAway))
    if (response.status === 401) sender.end()
  }
  if (response.ok) {
    sender?.accept()
    return response
  }
  const problem = await readProblem(response)
  if (sender && problem.code === "auth.forbidden") forbid()
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
  // Answered by the firewall in place of the API, also with 202.
  if (response.headers.has("x-amzn-waf-action")) throw new ProblemError(challengeNeeded)
  return response
}
