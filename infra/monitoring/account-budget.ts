import { usdOf } from "@parley/core/model/price.ts"
import { alarmEmail, functionSettings } from "../deployment.ts"

/** What everything but the model may cost in a month before it is worth a look: firewall, logs, metrics, requests. */
const othersMonthlyUsd = 25
const longestMonthDays = 31

/**
 * Watches the account's whole bill, because Bedrock's part of it carries no tag of a stage. It only tells: what stops the spending is the
 * budget of a day that the functions themselves keep.
 */
export function createAccountBudget(): void {
  const limit = functionSettings.apply(({ settings }) => usdOf(settings.budgets.stage) * longestMonthDays + othersMonthlyUsd)
  new aws.budgets.Budget("AccountBudget", {
    name: `${$app.name}-${$app.stage}`,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitUnit: "USD",
    limitAmount: limit.apply(String),
    notifications: alarmEmail ? [tell("ACTUAL", 80, alarmEmail), tell("FORECASTED", 100, alarmEmail)] : [],
  })
}

const tell = (notificationType: "ACTUAL" | "FORECASTED", threshold: number, email: string) => ({
  notificationType,
  comparisonOperator: "GREATER_THAN",
  threshold,
  thresholdType: "PERCENTAGE",
  subscriberEmailAddresses: [email],
})
