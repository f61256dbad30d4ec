import { type CatalogueModel, findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { costOf, type TokenUsage, usdOf } from "@parley/core/model/price.ts"
import { prices } from "./prices.ts"
import { typicalTurn } from "./turn-tokens.ts"
import {
  answerSeconds,
  edgeKilobytes,
  logKilobytes,
  otherRequests,
  otherSeconds,
  readUnits,
  stack,
  tracedShare,
  writesPerTurn,
} from "./workload.ts"

export type Line = { name: string; how: string; usd: number }

/** The model's part of so many typical turns, in USD. */
export function modelCost(modelId: string, turns: number): number {
  const model = modelNamed(modelId)
  return usdOf(costOf(model, cachesTypicalTurn(model) ? typicalTurn : uncachedTurn)) * turns
}

/** Whether a model keeps a prefix as short as the typical turn's. */
export const cachesTypicalTurn = ({ cacheMinTokens = Number.POSITIVE_INFINITY }: CatalogueModel): boolean => cacheMinTokens <= cachedTokens

const { cacheReadInputTokens, cacheWriteInputTokens } = typicalTurn
export const cachedTokens = cacheReadInputTokens + cacheWriteInputTokens
const uncachedTurn: TokenUsage = {
  ...typicalTurn,
  inputTokens: typicalTurn.inputTokens + cachedTokens,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
}

function modelNamed(modelId: string): OfferedModel {
  const model = findModel(modelId)
  if (!model) throw new Error(`${modelId} is not in the catalogue`)
  return model
}

/** Everything but the model for so many typical turns, the dearest first. */
export function surroundings(turns: number): Line[] {
  const requests = turns * (1 + otherRequests)
  const gigabyteSeconds =
    turns * ((stack.chatMegabytes / 1024) * answerSeconds + (stack.conversationsMegabytes / 1024) * otherRequests * otherSeconds)
  const gigabytes = (kilobytes: number) => kilobytes / 1e6
  const million = (count: number) => count / 1e6
  const lines: Line[] = [
    {
      name: "Lambda",
      how: `${answerSeconds} s at ${stack.chatMegabytes} MB for the answer, ${otherRequests} × ${otherSeconds * 1000} ms at ${stack.conversationsMegabytes} MB`,
      usd: gigabyteSeconds * prices.lambdaSecond.usd + million(requests) * prices.lambdaRequest.usd,
    },
    {
      name: "DynamoDB",
      how: `${writesPerTurn} write and ${readUnits} read units a turn`,
      usd: million(turns * writesPerTurn) * prices.write.usd + million(turns * readUnits) * prices.read.usd,
    },
    { name: "API Gateway", how: `${1 + otherRequests} requests a turn`, usd: million(requests) * prices.apiRequest.usd },
    {
      name: "CloudFront",
      how: `${1 + otherRequests} requests and ${edgeKilobytes} KB a turn`,
      usd:
        million(requests) * (prices.edgeRequest.usd + prices.edgeFunction.usd) + gigabytes(turns * edgeKilobytes) * prices.edgeTraffic.usd,
    },
    { name: "Logs", how: `${logKilobytes} KB a request, without any text`, usd: gigabytes(requests * logKilobytes) * prices.logs.usd },
    { name: "WAF (staging, prod)", how: "each request", usd: million(requests) * prices.firewallRequest.usd },
    { name: "X-Ray", how: `${tracedShare * 100} % of the requests`, usd: million(requests * tracedShare) * prices.trace.usd },
  ]
  return lines.sort((a, b) => b.usd - a.usd)
}

export const sum = (lines: readonly Line[]): number => lines.reduce((total, { usd }) => total + usd, 0)
