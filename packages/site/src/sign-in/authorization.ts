import { ProblemError, sessionOver } from "../api/problem.ts"
import { isAnswering } from "../state/active-thread.ts"
import { depart } from "./departure.ts"
import type { Afterwards } from "./journey.ts"
import type { Credentials, Provider } from "./provider.ts"
import { person, session, whenKnown } from "./session.ts"

/** What to do where only a way over the provider, away from this page, leads to a new token. `stay`: the request is not worth it. */
export type IfAway = Afterwards | { nothing: true } | "stay"

type Held = { provider: Provider; credentials: Credentials; accepted: boolean }

// In memory only, and so gone with the page.
let held: Held | undefined
let renewing: Promise<"renewed" | "refused" | "unavailable"> | undefined

/** From now on requests are signed with these. */
export function authorizeWith(provider: Provider, credentials: Credentials): void {
  held = { provider, credentials, accepted: false }
}

/**
 * The token of whoever is signed in, renewed if its time is nearly over. Waits until it is known whether somebody is.
 * @throws ProblemError `auth.required` when the session is over, `auth.unavailable` when the provider cannot be reached.
 */
export async function authorization(ifAway: IfAway): Promise<string | undefined> {
  if (session.peek().state === "arriving") await whenKnown()
  if (!held) return undefined
  if (session.peek().state === "ended") throw new ProblemError(sessionOver)
  const { goodUntil, renewAt, renewable } = held.credentials
  if (renewable && Date.now() >= renewAt) {
    const outcome = await renew(held)
    if (outcome === "refused") endSession()
    else if (outcome === "unavailable" && Date.now() >= goodUntil) throw unavailable()
  } else if (Date.now() >= goodUntil) await renewAway(held, ifAway)
  return held.credentials.idToken
}

/** The API took the token. */
export function accept(): void {
  if (held) held.accepted = true
}

/**
 * The API did not take the token: gets another one, so that the request can be sent once more.
 * @throws ProblemError like `authorization`
 */
export async function replaceToken(refused: string, ifAway: IfAway): Promise<void> {
  if (!held || held.credentials.idToken !== refused) return
  if (!held.credentials.renewable) return renewAway(held, ifAway)
  const outcome = await renew(held)
  if (outcome === "refused") endSession()
  if (outcome === "unavailable") throw unavailable()
}

/** @throws ProblemError `auth.required` */
export function endSession(): never {
  if (person.peek()) session.value = { state: "ended", person: person.peek() ?? {} }
  throw new ProblemError(sessionOver)
}

const unavailable = () => new ProblemError({ code: "auth.unavailable", retryable: true })

function renew(holder: Held): Promise<"renewed" | "refused" | "unavailable"> {
  renewing ??= holder.provider
    .renew()
    .then((outcome) => {
      if (typeof outcome === "string") return outcome
      held = { ...holder, credentials: outcome, accepted: false }
      return "renewed" as const
    })
    .finally(() => {
      renewing = undefined
    })
  return renewing
}

// A token that the API has never taken is not exchanged in this way: the next one would be refused as well, without an end.
async function renewAway({ accepted }: Held, ifAway: IfAway): Promise<void> {
  if (ifAway === "stay") throw new ProblemError(sessionOver)
  const cutsAnswer = isAnswering() && !("send" in ifAway || "stop" in ifAway)
  if (!accepted || cutsAnswer) endSession()
  await depart("silent", { path: location.pathname, kind: "renewal", ...("nothing" in ifAway ? {} : { afterwards: ifAway }) }).catch(() => {
    throw unavailable()
  })
}
