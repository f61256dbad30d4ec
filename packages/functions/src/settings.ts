import type { TurnSettings } from "@parley/core/context.ts"
import { catalogue, defaultModelId, findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { siteInstructions } from "@parley/core/model/system-prompt.ts"
import * as v from "valibot"
import { dollars, exactOrigins, SettingError, share, wholeNumber } from "./setting-forms.ts"
import { signInSchema, signInSettings } from "./sign-in/settings.ts"

export { SettingError }

const models = v.pipe(
  v.string(),
  v.transform((ids) => ids.split(",").map((id) => id.trim())),
  v.minLength(1),
  v.checkItems(
    (id) => findModel(id) !== undefined,
    (issue) => `names a model that is not in the catalogue: ${issue.input}. Known: ${catalogue.map((m) => m.baseId).join(", ")}`,
  ),
  v.checkItems(
    (id) => {
      const model = findModel(id)
      return !model?.profileOnly || model.profile !== null
    },
    (issue) => `names ${issue.input}, which Bedrock serves through an inference profile only: put us., eu., jp., au. or global. before it`,
  ),
  v.transform((ids) => ids.map((id) => findModel(id)).filter((model): model is OfferedModel => model !== undefined)),
)

/** Every setting that the functions read, under its name in the environment. setting-texts.ts describes each. The region decides the default model. */
export const settingsSchema = (region: string) =>
  v.object({
    MODEL_ID: v.optional(models, defaultModelId(region)),
    MAX_TOKENS: v.optional(wholeNumber(1, 8_192), "2048"),
    CONTEXT_TOKENS: v.optional(wholeNumber(0, 64_000), "16000"),
    MAX_STEPS: v.optional(wholeNumber(1, 50), "8"),
    MAX_TURN_SECONDS: v.optional(wholeNumber(60, 840), "300"),
    TURN_BUDGET_USD: v.optional(dollars),
    RETENTION_DAYS: v.optional(wholeNumber(1, 3_650), "30"),
    BUDGET_VISITOR_DAILY_USD: v.optional(dollars, "1"),
    BUDGET_ADDRESS_DAILY_USD: v.optional(dollars, "5"),
    BUDGET_STAGE_DAILY_USD: v.optional(dollars, "20"),
    BUDGET_NEWCOMERS_SHARE: v.optional(share, "0.25"),
    BUDGET_SIGNED_IN_SHARE: v.optional(share, "0.25"),
    BUDGET_STAGE_RELEASE: v.optional(v.picklist(["daily", "hourly"], "must be daily or hourly"), "daily"),
    TURNS_PER_VISITOR_DAILY: v.optional(wholeNumber(0, 1_000_000), "100"),
    REQUESTS_PER_MINUTE: v.optional(wholeNumber(0, 1_000_000), "60"),
    TURNS_PER_MINUTE_VISITOR: v.optional(wholeNumber(0, 1_000_000), "10"),
    TURNS_PER_MINUTE_ADDRESS: v.optional(wholeNumber(0, 1_000_000), "30"),
    ALLOWED_ORIGINS: v.optional(exactOrigins, ""),
    ...signInSchema,
  })

export type FunctionSetting = keyof ReturnType<typeof settingsSchema>["entries"]

/** What a person sets for a deployment and the functions read, checked and in the units of the domain. */
export type Settings = TurnSettings & { allowedOrigins: string[] } & ReturnType<typeof signInSettings>

/**
 * Reads the settings from environment variables; blank counts as not set.
 * @throws SettingError that names each bad variable and what it must be.
 */
export function parseSettings(env: Record<string, string | undefined>): Settings {
  const parsed = v.safeParse(settingsSchema(env.AWS_REGION ?? "us-east-1"), withoutBlanks(env))
  if (!parsed.success) {
    const said = parsed.issues.map((issue) => `${v.getDotPath(issue)?.split(".")[0]} ${issue.message}`)
    throw new SettingError(`${said.join(". ")}.`)
  }
  const s = parsed.output
  const access = signInSettings(s)
  // The share limits visitors only on a site that has both visitors and signed-in people.
  const forVisitors = access.signIn && access.anonymous ? 1 - s.BUDGET_SIGNED_IN_SHARE : 1
  return {
    models: s.MODEL_ID as Settings["models"],
    maxTokens: s.MAX_TOKENS,
    instructions: siteInstructions,
    contextTokens: s.CONTEXT_TOKENS,
    maxSteps: s.MAX_STEPS,
    maxTurnMs: s.MAX_TURN_SECONDS * 1_000,
    ...(s.TURN_BUDGET_USD !== undefined && { turnBudget: s.TURN_BUDGET_USD }),
    retentionDays: s.RETENTION_DAYS,
    budgets: { visitor: s.BUDGET_VISITOR_DAILY_USD, address: s.BUDGET_ADDRESS_DAILY_USD, stage: s.BUDGET_STAGE_DAILY_USD },
    shares: { newcomers: s.BUDGET_NEWCOMERS_SHARE, visitors: forVisitors },
    stageRelease: s.BUDGET_STAGE_RELEASE,
    turnsPerVisitorDaily: s.TURNS_PER_VISITOR_DAILY,
    requestsPerMinute: s.REQUESTS_PER_MINUTE,
    turnsPerMinute: { visitor: s.TURNS_PER_MINUTE_VISITOR, address: s.TURNS_PER_MINUTE_ADDRESS },
    allowedOrigins: s.ALLOWED_ORIGINS,
    ...access,
  }
}

const withoutBlanks = (env: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])))
