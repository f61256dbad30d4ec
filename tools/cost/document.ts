import { planReservation } from "@parley/core/budget/reservation.ts"
import { shardsOf } from "@parley/core/budget/stage-budget.ts"
import { catalogue, pricesAsOf as modelPricesAsOf } from "@parley/core/model/catalogue.ts"
import { usdOf } from "@parley/core/model/price.ts"
import { idleMonth } from "./idle.ts"
import { count, table, usd } from "./markdown.ts"
import { type Price, prices, pricesAsOf } from "./prices.ts"
import { settings } from "./scale.ts"
import { scaleChapter } from "./scale-chapter.ts"
import { largestTurnTokens, typicalTurn } from "./turn-tokens.ts"
import { cachedTokens, cachesTypicalTurn, type Line, modelCost, sum, surroundings } from "./turns.ts"

/** docs/cost.md: what the code's figures make of the code's prices. */
export const costDocument = (): string =>
  `${[head, idleChapter(), turnsChapter(), limitsChapter(), scaleChapter(), priceChapter()].join("\n\n")}\n`

const head = `# What it costs

\`npm run cost\` writes this page from the prices and counts in \`tools/cost\` and the model catalogue. List prices in USD for us-east-1, no
free tiers, no tax. Model prices as of ${modelPricesAsOf}, the others as of ${pricesAsOf}; those marked _check_ are from memory.`

function idleChapter(): string {
  const stages = { "a personal stage": "mine", dev: "dev", staging: "staging", prod: "prod" }
  const rows = Object.entries(stages).map(([said, stage]) => {
    const lines = idleMonth(stage)
    return [said, usd(sum(lines)), lines.map(({ name, how, usd: each }) => `${name} ${usd(each)} (${how})`).join("; ")]
  })
  return `## A month in which nobody chats

${table(["stage", "USD", "of it"], rows)}

Lambda, API Gateway, CloudFront, DynamoDB and Bedrock cost nothing while nobody calls: nothing runs, nothing is provisioned, and there is no
NAT gateway, no load balancer and no key in KMS. What grows with what has been stored: the table ${usd(prices.storage.usd)} a GB and month and
its point-in-time recovery ${usd(prices.recovery.usd)} (a turn stores some 4 KB), logs ${usd(prices.logStorage.usd)}. Of alarms an
account has ten free, of dashboards three. Each metric that the functions write costs ${usd(prices.metric.usd)} a month, by the hour in which it is
written: eleven while people chat, and one for each kind of error met. A
domain's hosted zone is ${usd(prices.zone.usd)}. A user pool (\`COGNITO=on\`) costs nothing until more than 10,000 people sign in within a month,
then ${usd(prices.person.usd)} for each of the others; where people sign in, there is one alarm more. \`WAF_CHALLENGE=on\` adds two rules of the firewall,
${usd(2 * prices.firewallRule.usd)} a month, and ${usd(prices.challenge.usd)} for a million challenges.`
}

function turnsChapter(): string {
  const turns = 1_000
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = typicalTurn
  const around = surroundings(turns)
  const offered = catalogue.filter(({ lifecycle }) => lifecycle === "active")
  const models = offered.map(({ baseId, name }) => {
    const model = modelCost(`us.${baseId}`, turns)
    return [name, usd(model), usd(model + sum(around)), `${Math.round((100 * model) / (model + sum(around)))} %`]
  })
  const tooShort = offered
    .filter((model) => !cachesTypicalTurn(model))
    .map(
      ({ name, cacheMinTokens }) =>
        `\n${name} keeps no prefix of fewer than ${count(cacheMinTokens ?? 0)} tokens, so its whole prompt is new.`,
    )
  return `## A thousand turns

The turn reckoned with is the fourth of a conversation: ${inputTokens} new tokens, ${count(cacheReadInputTokens)} read from the model's cache,
${cacheWriteInputTokens} written to it, and an answer of ${outputTokens} tokens, through a geographic profile (\`us.\`; \`global.\` is a tenth
cheaper).

${table(["model", "tokens", "with everything", "the model's share"], models)}
${tooShort.join("")}

Everything but the model, ${usd(sum(around))}:

${table(
  ["", "USD", "how it is counted"],
  around.map(({ name, usd: each, how }: Line) => [name, usd(each), how]),
)}

${dominating(around)}`
}

function dominating(around: Line[]): string {
  const [first, second] = around
  return `With any model but the smallest, the tokens are nearly all of it, and of those the answer's: an output token costs five times an input
token. With Claude Haiku 5.5 the surroundings count, ${first?.name} first (${usd(first?.usd ?? 0)} for a thousand turns: the function waits while
the model writes) and ${second?.name} next (${usd(second?.usd ?? 0)}). Without the model's cache the same thousand turns would send
${count(1_000 * cachedTokens)} more tokens at the full input price.`
}

function limitsChapter(): string {
  const [model] = settings.models
  const { amount } = planReservation(settings, model, "x".repeat(400), true, 0)
  const { visitor, address, stage } = settings.budgets
  const perTurn = modelCost(model.modelId, 1)
  return `## What it can cost at most

Every turn sets the most it can cost aside before the model is called (${usd(usdOf(amount))} for a short question with history and ${model.name}),
and gives back what it did not use. Per UTC day a visitor can spend ${usd(usdOf(visitor))}, an address ${usd(usdOf(address))}, and a stage
${usd(usdOf(stage))} unless \`BUDGET_STAGE_DAILY_USD\` says otherwise: ${count(Math.floor(usdOf(stage) / perTurn))} typical turns of ${model.name}.
So prod's month of tokens ends at ${usd(30 * usdOf(stage))}, whatever happens. The surroundings are limited by reserved concurrency and by the
throttle of the gateway, not in money.

That budget is kept in ${shardsOf(settings)} parts, so that no single item has to take every write; each part fits fifty of the largest turns.
The largest turn takes ${count(largestTurnTokens(settings))} tokens of the account's tokens per minute, where an output token counts five times.`
}

function priceChapter(): string {
  const rows = Object.values<Price>(prices).map(({ name, usd: each, per, source, check }) => [
    check ? `${name} (check)` : name,
    `${each}`,
    per,
    source,
  ])
  const models = catalogue
    .filter(({ lifecycle }) => lifecycle === "active")
    .map(({ name, usdPerMillionTokens: { input, output, cacheRead, cacheWrite } }) => [
      name,
      `${input}`,
      `${output}`,
      `${cacheRead}`,
      `${cacheWrite}`,
    ])
  return `## The prices

${table(["", "USD", "per", "source"], rows)}

A million tokens through a \`global.\` profile, from the models' cards and the Amazon Bedrock price list:

${table(["model", "input", "output", "cache read", "cache write"], models)}`
}
