import { usdOf } from "@parley/core/model/price.ts"
import { alarmEmail, functionSettings } from "../deployment.ts"

/** USD per month for everything but the model (firewall, logs, metrics, requests) above which AWS sends a notification. */
const othersMonthlyUsd = 25
const longestMonthDays = 31

/**
 * Watches the bill of the whole account, because Bedrock's charges carry no stage tag. It only notifies: the functions' own daily budget stops the
 * spending.
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
