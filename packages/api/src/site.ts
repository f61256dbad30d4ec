import * as v from "valibot"
import { count } from "./fields.ts"

/** `responder` names the source of the answers: Amazon Bedrock, the developer's own model, or the project's documents without a model. */
export const siteConfig = v.strictObject({
  version: v.string(),
  /** 2: `POST /chat` takes `parentTurnId` and `continues`, and conversations have versions. Absent before. */
  api: v.literal(2),
  stage: v.string(),
  responder: v.picklist(["bedrock", "local", "documents"]),
  models: v.array(v.strictObject({ modelId: v.string(), name: v.string(), default: v.boolean() })),
  limits: v.strictObject({
    textCharacters: count,
    answerTokens: count,
    turnsPerDay: count,
    budgetUsdPerDay: v.number(),
    retentionDays: count,
  }),
  signIn: v.nullable(v.strictObject({ issuer: v.string(), clientId: v.string(), scope: v.string(), anonymous: v.boolean() })),
})
export type SiteConfig = v.InferOutput<typeof siteConfig>
/** The identity provider, as the page calls it. `anonymous`: the site also works without signing in. */
export type SignIn = NonNullable<SiteConfig["signIn"]>

export const healthReport = v.strictObject({ status: v.literal("ok"), version: v.string() })
