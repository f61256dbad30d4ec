import { networkFactor } from "@parley/core/budget/budget.ts"
import { planReservation } from "@parley/core/budget/reservation.ts"
import { maxTextCharacters } from "@parley/core/content.ts"
import { type NanoDollars, usdOf } from "@parley/core/model/price.ts"
import { parseSettings } from "@parley/functions/settings.ts"
import { stageSettings } from "../../infra/stage.ts"
import { count, table, usd } from "./markdown.ts"

const stages = ["prod", "staging", "dev", "mine"] as const
const settingsOf = (stage: (typeof stages)[number]) => parseSettings({ AWS_REGION: "us-east-1", ...stageSettings(stage).settings })
const settings = settingsOf("prod")
const minutesPerDay = 60 * 24
const signInShare = 1 - parseSettings({ ANONYMOUS: "on", OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "site" }).shares.visitors

/** What a turn sets aside, and costs if it is stopped at its first byte: of a word, of the longest plain text, of the longest at all. */
const asideFor = (text: string): NanoDollars => planReservation(settings, settings.models[0], text, false, 0).amount
const short = asideFor("Hello")
const long = asideFor("a".repeat(maxTextCharacters))
const dearest = asideFor("\uFDFA".repeat(maxTextCharacters))

const { budgets, shares, turnsPerMinute, turnsPerVisitorDaily } = settings
const newcomers = budgets.stage * shares.newcomers
const { address } = budgets
const money = (nano: NanoDollars) => usd(usdOf(nano))
const turnsIn = (budget: NanoDollars, aside: NanoDollars) => Math.floor(budget / aside)
const minutes = (budget: NanoDollars, aside: NanoDollars, addresses: number) =>
  count(Math.ceil(turnsIn(budget, aside) / (turnsPerMinute.address * addresses)))
const addressesFor = (budget: NanoDollars) => Math.ceil(budget / address)

const attackHeading = "## What the limits allow"

/** The chapter of docs/operations.md on what the default limits leave to an attacker, in turns and dollars. */
export const attackChapter = (): string => `${attackHeading}

\`npm run cost\` writes this chapter from the defaults of the settings, with ${settings.models[0].name} in us-east-1. A turn of one word sets ${money(short)} aside,
one of ${count(maxTextCharacters)} letters ${money(long)}, and one of ${count(maxTextCharacters)} characters that a tokenizer may make longer ${money(dearest)}. A turn that is stopped at its first byte costs
what was set aside, so these are the prices of an attack.

${table(
  ["who", "turns a minute", "turns a day", "USD a day", "turns until the money is used up: word, long, dearest"],
  [
    [
      "visitor",
      count(turnsPerMinute.visitor),
      count(turnsPerVisitorDaily),
      money(budgets.visitor),
      until(budgets.visitor, turnsPerVisitorDaily),
    ],
    ["address (IPv6: /64)", count(turnsPerMinute.address), count(turnsPerMinute.address * minutesPerDay), money(address), until(address)],
    ["IPv6 /48", "no limit", "no limit", money(networkFactor * address), until(networkFactor * address)],
    ["all newcomers", "no limit", "no limit", money(newcomers), until(newcomers)],
    [
      "all visitors, with a sign-in and `ANONYMOUS=on`",
      "no limit",
      "no limit",
      money(budgets.stage * (1 - signInShare)),
      until(budgets.stage * (1 - signInShare)),
    ],
    ["the stage (prod)", "no limit", "no limit", money(budgets.stage), until(budgets.stage)],
  ],
)}

Of other stages the day has ${stages
  .slice(1)
  .map((stage) => `${money(settingsOf(stage).budgets.stage)} (${stage === "mine" ? "a personal stage" : stage})`)
  .join(", ")}, and newcomers a
quarter of it. People with a role in \`ROLE_LIMITS\` have its limits in the place of those of visitor and address; other people have those of a visitor and of an address.

**To close the site to everybody,** an attacker needs ${money(budgets.stage)} of other people's budgets:

| with | addresses | what it takes |
| --- | --- | --- |
| \`BUDGET_NEWCOMERS_SHARE=1\` and no limit per minute | ${addressesFor(budgets.stage)} | no cookie, ${count(turnsIn(budgets.stage, dearest))} turns of the dearest text or ${count(turnsIn(budgets.stage, long))} long ones, as fast as the stage takes them |
| the defaults | ${addressesFor(budgets.stage)} | ${addressesFor(newcomers)} for the newcomers' ${money(newcomers)} (long texts: ${minutes(newcomers, long, addressesFor(newcomers))} minutes); for the other ${money(budgets.stage - newcomers)}, ${addressesFor(budgets.stage - newcomers)} addresses and ${count(Math.ceil((budgets.stage - newcomers) / budgets.visitor))} cookies with a paid turn on an earlier day (${minutes(budgets.stage - newcomers, long, addressesFor(budgets.stage - newcomers))} minutes) |
| the defaults, a sign-in and \`ANONYMOUS=on\` | not possible without accounts | ${money(budgets.stage * signInShare)} stay for people who sign in, at one address ${money(address)} |
| \`BUDGET_STAGE_RELEASE=hourly\` besides | the same | an attack at any time uses what was released until then; the next hour brings ${money(Math.floor(budgets.stage / 24))} |

A flood without cookies ends at the newcomers' share: visitors who came before and people go on. New visitors are refused (\`budget.exhausted\`, scope \`newcomers\`)
until midnight UTC; lower \`BUDGET_ADDRESS_DAILY_USD\` so that more addresses are needed for it, or raise \`BUDGET_NEWCOMERS_SHARE\` when new people come, as on the
day a site opens. ${count(turnsIn(newcomers, short))} questions of one word fit into it at the least.`

function until(budget: NanoDollars, most = Number.POSITIVE_INFINITY): string {
  return [short, long, dearest].map((aside) => count(Math.min(turnsIn(budget, aside), most))).join(", ")
}

/** Returns the document with this chapter replaced and everything else unchanged. */
export function withAttackChapter(document: string): string {
  const [before = "", rest = ""] = document.split(`${attackHeading}\n`)
  const next = rest.indexOf("\n## ")
  return `${before}${attackChapter()}\n${rest.slice(next)}`
}
