import { paginateListServiceQuotas, type ServiceQuota, type ServiceQuotasClient } from "@aws-sdk/client-service-quotas"
import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import type { Settings } from "@parley/functions/settings.ts"
import { largestTurnTokens, tokensAfterwards, tokensWhileRunning, typicalTurn } from "../cost/turn-tokens.ts"
import { notChecked } from "./aws-error.ts"
import { type Finding, fix, ok, unknown, warn } from "./finding.ts"

const about = "quota"
/** A turn with a larger share of a minute's tokens leaves too few for the others. */
const largePart = 0.1

/** Checks how many turns a minute the account's quotas for each model allow, with the present MAX_TOKENS and CONTEXT_TOKENS. */
export async function checkModelQuotas(client: ServiceQuotasClient, settings: Settings, region: string): Promise<Finding[]> {
  try {
    const quotas: ServiceQuota[] = []
    for await (const page of paginateListServiceQuotas({ client, pageSize: 100 }, { ServiceCode: "bedrock" }))
      quotas.push(...(page.Quotas ?? []))
    return settings.models.map((model) => quotaFinding(quotas, model, settings, region))
  } catch (error) {
    return [notChecked(about, "servicequotas:ListServiceQuotas", error)]
  }
}

function quotaFinding(quotas: ServiceQuota[], model: OfferedModel, settings: Settings, region: string): Finding {
  const tokens = quotaOf(quotas, "tokens", model)
  const requests = quotaOf(quotas, "requests", model) ?? Number.POSITIVE_INFINITY
  const where = `Service Quotas > Amazon Bedrock > ${scopeOf(model)} tokens per minute for Anthropic ${model.name}, in ${region}`
  if (tokens === undefined)
    return unknown(about, `Service Quotas lists no tokens per minute for ${model.modelId}.`, `Look it up: ${where}.`)
  if (tokens === 0 || requests === 0) {
    return fix(
      about,
      `This account's quota for ${model.modelId} is 0: every call is throttled.`,
      `Ask for more: ${where}. If it cannot be adjusted, open a case with AWS Support.`,
    )
  }
  const largest = largestTurnTokens(settings)
  const typical = Math.max(tokensWhileRunning(typicalTurn, settings), tokensAfterwards(typicalTurn))
  const [atLeast, usually] = [largest, typical].map((each) => Math.min(Math.floor(tokens / each), requests)) as [number, number]
  const said = `${number(tokens)} tokens a minute for ${model.modelId}: about ${number(usually)} turns a minute, ${number(atLeast)} of the largest (${number(largest)} tokens)`
  const less = `Ask for more: ${where}. Or lower MAX_TOKENS (${number(settings.maxTokens)}, counted five times) or CONTEXT_TOKENS.`
  if (atLeast === 0) return fix(about, `${said}: a turn with a long history would never run.`, less)
  if (largest > tokens * largePart) return warn(about, `${said}.`, less)
  return ok(about, said)
}

/** The account's value of a quota by its name, because the quota codes are not documented. Quotas name a model with or without its version. */
function quotaOf(quotas: ServiceQuota[], what: "tokens" | "requests", model: OfferedModel): number | undefined {
  const version = /-v(\d+)(:\d+)?$/.exec(model.baseId)?.[1]
  const names = [model.name, `${model.name} V${version ?? 1}`].map((name) =>
    `${scopeOf(model)} ${what} per minute for Anthropic ${name}`.toLowerCase(),
  )
  return quotas.find(({ QuotaName = "" }) => names.includes(QuotaName.toLowerCase()))?.Value
}

function scopeOf({ profile }: OfferedModel): string {
  if (!profile) return "On-demand model inference"
  return profile === "global" ? "Global cross-region model inference" : "Cross-region model inference"
}

const number = (value: number) => value.toLocaleString("en")
