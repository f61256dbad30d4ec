import { planReservation } from "@parley/core/budget/reservation.ts"
import { usdOf } from "@parley/core/model/price.ts"
import { SettingError, type Settings } from "@parley/functions/settings.ts"
import { parseFunctionSettings, parseStackSettings, type StackSettings } from "../../infra/settings.ts"
import type { StageSettings } from "../../infra/stage.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

type Environment = Record<string, string | undefined>
type Parsed = { settings: Settings; stack: StackSettings }

const about = "settings"

/** Parses every setting as a deploy does. `parsed` is missing if a setting is invalid. */
export function checkSettings(
  env: Environment,
  name: string,
  stage: StageSettings,
  region: string,
): { parsed?: Parsed; findings: Finding[] } {
  try {
    const parsed = { stack: parseStackSettings(env, name, stage), settings: parseFunctionSettings(env, stage, region).settings }
    return { parsed, findings: [summary(parsed), ...moneyFindings(parsed.settings), ...alarmFindings(env, stage)] }
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    return {
      findings: [fix(about, error.message, `Correct it in .env, .env.${name} or the environment; .env.example describes each setting.`)],
    }
  }
}

function summary({ settings, stack }: Parsed): Finding {
  const { models, maxTokens, budgets, retentionDays } = settings
  const said = [
    models.map(({ modelId }) => modelId).join(", "),
    `answers up to ${maxTokens.toLocaleString("en")} tokens`,
    `${usdOf(budgets.stage)} USD a day`,
    `kept ${retentionDays} days`,
    ...(stack.domain ? [`at ${stack.domain}`] : []),
    ...(stack.signIn ? [settings.anonymous ? "signed in or not" : "signed in only"] : []),
  ]
  return ok(about, said.join(" · "))
}

/** Finds limits that refuse every turn. A budget of 0 is a switch and only a warning. */
function moneyFindings(settings: Settings): Finding[] {
  if (settings.budgets.stage === 0)
    return [warn("budget", "BUDGET_STAGE_DAILY_USD is 0: every turn is refused.", "Raise it to turn the answers on.")]
  return settings.models.flatMap((model) => {
    const size = { ...settings, contentTokens: 0, historyTokens: settings.contextTokens }
    const { amount, impossible } = planReservation(settings, model, size, Date.now())
    if (!impossible) return []
    const said = `Every turn with history would be refused: ${model.name} reserves up to ${usdOf(amount).toFixed(4)} USD. ${impossible.message}`
    return [fix("budget", said, "Raise that BUDGET_ or TURNS_ setting, or lower MAX_TOKENS or CONTEXT_TOKENS.")]
  })
}

function alarmFindings(env: Environment, stage: StageSettings): Finding[] {
  if (!stage.watched || env.ALARM_EMAIL?.trim()) return []
  return [
    warn(
      "alarms",
      "ALARM_EMAIL is not set: the alarms notify nobody.",
      "Set it to an address that someone reads, and confirm the email that AWS sends.",
    ),
  ]
}
