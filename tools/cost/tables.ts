import { networkFactor } from "@parley/core/budget/budget.ts"
import { planReservation } from "@parley/core/budget/reservation.ts"
import { maxTextCharacters } from "@parley/core/content.ts"
import { type CatalogueModel, catalogue, findModel, pricesAsOf } from "@parley/core/model/catalogue.ts"
import { costOf, type NanoDollars, type TokenUsage, usdOf } from "@parley/core/model/price.ts"
import { tokenBound } from "@parley/core/model/token-bound.ts"
import { parseSettings } from "@parley/functions/settings.ts"
import { stageSettings } from "../../infra/stage.ts"
import { count, table, usd } from "./markdown.ts"
import { typicalTurn } from "./turn-tokens.ts"

/** USD per thousand turns for everything but the model: the sum of the table "Everything but the model" in docs/cost.md. */
const otherUsd = 0.19

/** The cost of a thousand typical turns with each active model of the catalogue, for docs/cost.md. */
export function turnTable(): string {
  const rows = catalogue
    .filter(({ lifecycle }) => lifecycle === "active")
    .map(({ baseId, name }) => {
      const model = modelCost(`us.${baseId}`, 1_000)
      return [name, usd(model), usd(model + otherUsd), `${Math.round((100 * model) / (model + otherUsd))} %`]
    })
  return `Model prices of ${pricesAsOf}:\n\n${table(["model", "tokens", "in total", "the model's share"], rows)}`
}

/** USD that a model costs for a number of typical turns. A model that does not cache a prefix this short is charged its input price for it. */
export function modelCost(modelId: string, turns: number): number {
  const model = findModel(modelId)
  if (!model) throw new Error(`${modelId} is not in the catalogue.`)
  return usdOf(costOf(model, isCached(model) ? typicalTurn : uncachedTurn)) * turns
}

const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens } = typicalTurn
const prefixTokens = cacheReadInputTokens + cacheWriteInputTokens
const uncachedTurn: TokenUsage = {
  ...typicalTurn,
  inputTokens: inputTokens + prefixTokens,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
}
const isCached = ({ cacheMinTokens = Number.POSITIVE_INFINITY }: CatalogueModel): boolean => cacheMinTokens <= prefixTokens

/** The maximum damage of an attacker under prod's default limits, in turns and USD, for docs/operations.md. */
export function limitTable(): string {
  const settings = parseSettings({ AWS_REGION: "us-east-1", ...stageSettings("prod").settings })
  const { budgets, shares, turnsPerMinute, turnsPerVisitorDaily } = settings
  const withSignIn = parseSettings({ ANONYMOUS: "on", OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "site" }).shares
  // A turn that is stopped at its first byte costs its reservation: for one word, for the longest ASCII text, for the most tokens.
  const texts = ["Hello", "a".repeat(maxTextCharacters), "\uFDFA".repeat(maxTextCharacters)]
  const reserved = texts.map(
    (text) => planReservation(settings, settings.models[0], { ...settings, contentTokens: tokenBound(text), historyTokens: 0 }, 0).amount,
  )
  const row = (who: string, budget: NanoDollars, perMinute = "no limit", perDay = "no limit", most = Number.POSITIVE_INFINITY) => [
    who,
    perMinute,
    perDay,
    usd(usdOf(budget)),
    ...reserved.map((amount) => count(Math.min(Math.floor(budget / amount), most))),
  ]
  const { visitor, address } = turnsPerMinute
  return table(
    ["who", "turns a minute", "turns a day", "USD a day", "one-word turns", "long turns", "most expensive turns"],
    [
      ["one turn reserves", "", "", "", ...reserved.map((amount) => usd(usdOf(amount)))],
      row("visitor", budgets.visitor, count(visitor), count(turnsPerVisitorDaily), turnsPerVisitorDaily),
      row("address (IPv6: /64)", budgets.address, count(address), count(address * 60 * 24)),
      row("IPv6 /48", networkFactor * budgets.address),
      row("all new visitors", budgets.stage * shares.newcomers),
      row("all visitors, with sign-in and `ANONYMOUS=on`", budgets.stage * withSignIn.visitors),
      row("the stage (prod)", budgets.stage),
    ],
  )
}
