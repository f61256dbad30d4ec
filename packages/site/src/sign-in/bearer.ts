import { ProblemError, sessionOver } from "../api/problem.ts"
import type { Bearer, IfAway } from "../api/token-source.ts"
import { isAnswering } from "../thread/state/active-thread.ts"
import type { Credentials, NotRenewed, Provider } from "./provider.ts"
import { depart } from "./redirect.ts"
import { person, session } from "./session.ts"

/** Sends requests with the provider's token, and keeps it new. */
export function createBearer(provider: Provider, received: Credentials): Bearer {
  let credentials = received
  let accepted = false
  let renewing: Promise<"renewed" | NotRenewed> | undefined

  const renew = () => {
    renewing ??= provider
      .renew()
      .then((outcome) => {
        // It will not give one the next time either.
        if (outcome === "without") credentials = { ...credentials, renewable: false }
        if (typeof outcome === "string") return outcome
        credentials = outcome
        return "renewed" as const
      })
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  // A token that the API has never taken is not exchanged in this way: the next one would be refused as well, without an end.
  const renewAway = async (ifAway: IfAway): Promise<void> => {
    if (ifAway === "stay") throw new ProblemError(sessionOver)
    const cutsAnswer = isAnswering() && !("send" in ifAway || "stop" in ifAway)
    if (!accepted || cutsAnswer) end()
    const afterwards = "nothing" in ifAway ? {} : { afterwards: ifAway }
    await depart("silent", { path: location.pathname, kind: "renewal", ...afterwards }).catch(() => {
      throw unavailable()
    })
  }

  return {
    async token(ifAway) {
      if (session.peek().state === "ended") throw new ProblemError(sessionOver)
      const { goodUntil, renewAt, renewable } = credentials
      if (renewable && Date.now() >= renewAt) {
        const outcome = await renew()
        if (outcome === "refused") end()
        if (outcome === "unavailable" && Date.now() >= goodUntil) throw unavailable()
      }
      if (Date.now() >= credentials.goodUntil) await renewAway(ifAway)
      return credentials.idToken
    },
    accept() {
      accepted = true
    },
    async replace(refused, ifAway) {
      if (credentials.idToken !== refused) return
      const outcome = credentials.renewable ? await renew() : "without"
      if (outcome === "without") await renewAway(ifAway)
      if (outcome === "refused") end()
      if (outcome === "unavailable") throw unavailable()
    },
    end,
  }
}

function end(): never {
  session.value = { state: "ended", person: person.peek() ?? {} }
  throw new ProblemError(sessionOver)
}

const unavailable = () => new ProblemError({ code: "auth.unavailable", retryable: true })
