import * as v from "valibot"
import { count } from "./fields.ts"

/** `responder` is what answers: Amazon Bedrock, a model of the developer's own, or no model but the project's documents. */
export const siteConfig = v.strictObject({
  version: v.string(),
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
/** The identity provider, as the page asks it. `anonymous`: the site can be used without signing in as well. */
export type SignIn = NonNullable<SiteConfig["signIn"]>

export const healthReport = v.strictObject({ status: v.literal("ok"), version: v.string() })
