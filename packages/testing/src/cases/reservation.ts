import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import type { NanoDollars } from "@parley/core/model/price.ts"
import { requestCost } from "@parley/core/model/request.ts"
import { siteInstructions } from "@parley/core/model/system-prompt.ts"

/** What a turn reserves for a question, a history and an answer of at most so many tokens. */
export const reservationOf = (model: OfferedModel, contentTokens: number, historyTokens: number, maxTokens: number): NanoDollars =>
  requestCost(model, { instructions: siteInstructions, contentTokens, historyTokens, maxTokens })
