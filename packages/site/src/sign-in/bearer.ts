import { ProblemError, sessionOver } from "../api/problem.ts"
import type { Bearer, OnReauth } from "../api/token-source.ts"
import { isAnswering } from "../thread/state/active-thread.ts"
import type { Credentials, NotRenewed, Provider } from "./provider.ts"
import { redirectToProvider } from "./redirect.ts"
import { forbid, person, session } from "./session.ts"

/** The bearer of the provider's ID token, which it renews before it expires. */
export function createBearer(provider: Provider, received: Credentials): Bearer {
  let credentials = received
  let accepted = false
  let renewing: Promise<"renewed" | NotRenewed> | undefined

  const renew = () => {
    renewing ??= provider
      .renew()
      .then((outcome) => {
        // The provider would return no ID token the next time either.
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

  // A redirect cannot replace a token that the API has never accepted: the API would reject the next one too, in an endless loop.
  const renewByRedirect = async (onReauth: OnReauth): Promise<void> => {
    if (onReauth === "stay") throw new ProblemError(sessionOver)
    const cutsAnswer = isAnswering() && !("send" in onReauth || "stop" in onReauth)
    if (!accepted || cutsAnswer) end()
    const pending = "nothing" in onReauth ? {} : { pending: onReauth }
    await redirectToProvider("silent", { path: location.pathname, kind: "renewal", ...pending }).catch(() => {
      throw unavailable()
    })
  }

  return {
    async token(onReauth) {
      if (session.peek().state === "ended") throw new ProblemError(sessionOver)
      const { goodUntil, renewAt, renewable } = credentials
      if (renewable && Date.now() >= renewAt) {
        const outcome = await renew()
        if (outcome === "refused") end()
        if (outcome === "unavailable" && Date.now() >= goodUntil) throw unavailable()
      }
      if (Date.now() >= credentials.goodUntil) await renewByRedirect(onReauth)
      return credentials.idToken
    },
    accept() {
      accepted = true
    },
    async replace(rejected, onReauth) {
      if (credentials.idToken !== rejected) return
      const outcome = credentials.renewable ? await renew() : "without"
      if (outcome === "without") await renewByRedirect(onReauth)
      if (outcome === "refused") end()
      if (outcome === "unavailable") throw unavailable()
    },
    end,
    forbid,
  }
}

function end(): never {
  session.value = { state: "ended", person: person.peek() ?? {} }
  throw new ProblemError(sessionOver)
}

const unavailable = () => new ProblemError({ code: "auth.unavailable", retryable: true })
