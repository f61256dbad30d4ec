import { count, table, usd } from "./markdown.ts"
import { budgetForAllShards, itemWriteUnits, type Load, loadOf, mostShards, settings, transactionsPerItem, turnsPerStage } from "./scale.ts"
import { tokensAfterwards, tokensWhileRunning, typicalTurn } from "./turn-tokens.ts"
import { answerSeconds, otherRequests, otherSeconds, writesPerTurn } from "./workload.ts"

// Quotas of an account in a region. Those of Bedrock differ by model and account: the doctor reads the real ones.
const defaults = { executions: 1_000, requests: 10_000, writeUnits: 40_000, tokensPerMinute: 6_000_000 }

/** From a hundred to ten thousand turns a second: a plan on paper, with its arithmetic. */
export function scaleChapter(): string {
  const loads = [100, 1_000, 10_000].map(loadOf)
  const row = (name: string, of: (load: Load) => string) => [name, ...loads.map(of)]
  const rows = [
    row(`answers at once (× ${answerSeconds} s)`, ({ answersAtOnce }) => count(answersAtOnce)),
    row(`Lambda executions (new accounts 10, usual ${count(defaults.executions)})`, ({ executions }) => count(executions)),
    row(`API requests a second (${count(defaults.requests)})`, ({ requests }) => count(requests)),
    row(`million Bedrock tokens a minute (${defaults.tokensPerMinute / 1e6})`, ({ tokensPerMinute }) => count(tokensPerMinute / 1e6)),
    row(`DynamoDB write units a second (${count(defaults.writeUnits)} a table)`, ({ writeUnits }) => count(writeUnits)),
    row(`write units a second on each of ${mostShards} budget items (${count(itemWriteUnits)})`, ({ unitsPerShard }) =>
      count(unitsPerShard),
    ),
    row(`stages, at ${turnsPerStage} turns a second each`, ({ stages }) => count(stages)),
    row("tokens, USD a day", ({ modelUsdPerDay }) => usd(modelUsdPerDay)),
    row("with everything, USD an hour", ({ usdPerHour }) => usd(usdPerHour)),
  ]
  return `## From 100 to 10,000 turns a second

A plan on paper: nothing of it has been run. In brackets what an account commonly has in one region.

${table(["turns a second", ...loads.map(({ turnsPerSecond }) => count(turnsPerSecond))], rows)}

The arithmetic of a column, with \`r\` turns a second of the turn above and ${settings.models[0].name}:

- answers at once = r × ${answerSeconds} s; executions = r × (${answerSeconds} s + ${otherRequests} × ${otherSeconds} s); requests = r × ${1 + otherRequests}.
- Tokens a minute = 60 × r × ${count(Math.max(tokensWhileRunning(typicalTurn, settings), tokensAfterwards(typicalTurn)))}: Bedrock sets the prompt and
  \`MAX_TOKENS\` (${count(settings.maxTokens)}) aside while a turn runs, ${count(tokensWhileRunning(typicalTurn, settings))}, and counts ${count(tokensAfterwards(typicalTurn))} in the end.
- Write units = r × ${writesPerTurn}. Each turn writes one item of the stage's budget twice, in transactions: r × 4 units over ${mostShards} items.
- Turns a stage = ${mostShards} items × ${transactionsPerItem} transactions a second ÷ 2. A budget has all ${mostShards} items from ${usd(budgetForAllShards())} a day on.

**100 turns a second** are one stage in one account. Ask for: Lambda executions, \`CONCURRENCY\` above the answers at once, and Bedrock tokens
a minute, the only one that takes days. Lower \`MAX_TOKENS\` first: it is half of what a turn sets aside. Raise the throttle in \`infra/stage.ts\`
and \`BUDGET_STAGE_DAILY_USD\`. A \`global.\` profile has a quota of its own, and a tenth off the price.

**1,000 turns a second** are several stages, each a whole site with its own table, budget and alarms, in regions or accounts of their own: Bedrock's
and Lambda's quotas are per account and region, so a new one brings its own. One domain above them sends a visitor always to the same one (a
visitor's conversations are in one table). Lambda adds 1,000 executions every ten seconds to a function, so that a burst is there in less than
a minute.

**10,000 turns a second** are the same with more of them, and no longer a matter of this repository alone: capacity of that size is agreed
with AWS, as reserved tokens a minute. What would have to change in the code: the count of the budget's items (\`packages/core/src/budget/budget.ts\`), or a
budget that is handed to the stages in portions.`
}
