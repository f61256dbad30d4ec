import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import type { NanoDollars } from "@parley/core/model/price.ts"
import { requestCost } from "@parley/core/model/request.ts"
import { siteInstructions } from "@parley/core/model/system-prompt.ts"

/** The reservation of a turn, by the most tokens of its question, its history and its answer. */
export const reservationOf = (model: OfferedModel, contentTokens: number, historyTokens: number, maxTokens: number): NanoDollars =>
  requestCost(model, { instructions: siteInstructions, contentTokens, historyTokens, maxTokens })
