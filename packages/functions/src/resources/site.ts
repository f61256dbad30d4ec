import { healthReport, siteConfig } from "@parley/api/site.ts"
import { maxTextCharacters } from "@parley/core/content.ts"
import { usdOf } from "@parley/core/model/price.ts"
import { json } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { signInErrors } from "./errors.ts"

export const getConfig = defineRoute({
  method: "GET",
  path: "/config",
  function: "conversations",
  summary: "Offered models, limits and sign-in settings",
  answers: ok(siteConfig),
  errors: [...signInErrors, "service.unavailable", "internal"],
  /** What the page has to know at its start, without secrets. The limits are those of the caller. */
  async handle({ caller, services: { settings, stage, responder, version } }) {
    const { models, maxTokens, retentionDays, budgets, turnsPerVisitorDaily } = caller.settings
    const { signIn, anonymous } = settings
    return json(200, {
      version,
      api: 2,
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
  },
})

export const getHealth = defineRoute({
  method: "GET",
  path: "/health",
  function: "conversations",
  summary: "Health check",
  answers: ok(healthReport),
  /** Reads nothing: the answer means that the function runs, and says nothing about the table or the model. */
  async handle({ services: { version } }) {
    return json(200, { status: "ok", version })
  },
})
