import { maxTextCharacters } from "@parley/core/content.ts"
import { usdOf } from "@parley/core/model/price.ts"
import { json } from "../answer.ts"
import { responder, serviceVersion, settings, stage } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"

/** Touches nothing: it says that the function runs, not that what it needs does. */
export const health: Endpoint = async () => json(200, { status: "ok", version: serviceVersion })

/** What the page has to know before anyone types or signs in; no secrets. The limits are the caller's own. */
export const config: Endpoint = async ({ caller }) => {
  const { models, maxTokens, retentionDays, budgets, turnsPerVisitorDaily } = caller.settings
  const { signIn, anonymous } = settings
  return json(200, {
    version: serviceVersion,
    stage,
    responder,
    models: models.map(({ modelId, name }, index) => ({ modelId, name, default: index === 0 })),
    limits: {
      textCharacters: maxTextCharacters,
      answerTokens: maxTokens,
      turnsPerDay: turnsPerVisitorDaily,
      budgetUsdPerDay: usdOf(budgets.visitor),
      retentionDays,
    },
    signIn: signIn ? { issuer: signIn.issuer, clientId: signIn.clientId, scope: signIn.scope, anonymous } : null,
  })
}
