import { accountId, stage } from "../deployment.ts"
import { createAccountBudget } from "./account-budget.ts"
import { createAlarms } from "./alarms.ts"
import { createDashboard } from "./dashboard.ts"

if (stage.watched) createDashboard(createAlarms(accountId))
if (stage.accountBudget) createAccountBudget()
