import { GetAccountSettingsCommand, type LambdaClient } from "@aws-sdk/client-lambda"
import type { StackSettings } from "../../infra/settings.ts"
import { notChecked } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "concurrency"
/** Executions of an account that Lambda keeps for functions without a reservation. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const keptUnreserved = 100
const more = "ask for more in Service Quotas > AWS Lambda > Concurrent executions (L-B99A9384)"

/** Checks that the account's Lambda quota covers what the stage's functions reserve; new accounts start with 10. */
export async function checkConcurrency(lambda: LambdaClient, reserved: StackSettings["concurrency"]): Promise<Finding> {
  try {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
    const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: free = limit } = AccountLimit ?? {}
    return reserved ? reservedFinding(reserved.chat + reserved.conversations, limit, free) : sharedFinding(limit)
  } catch (error) {
    return notChecked(about, "lambda:GetAccountSettings", error)
  }
}

function reservedFinding(wanted: number, limit: number, free: number): Finding {
  const said = `The functions reserve ${wanted} of the account's ${limit} executions`
  if (limit - keptUnreserved < wanted) {
    return fix(about, `${said}, of which Lambda keeps ${keptUnreserved} free: the deploy would fail.`, `Set CONCURRENCY=none, or ${more}.`)
  }
  if (free - keptUnreserved < wanted) {
    const todo = `Nothing if this stage is already deployed: its own reservations count here. Otherwise lower CONCURRENCY, or ${more}.`
    return warn(about, `${said}, and ${Math.max(free - keptUnreserved, 0)} are still free to reserve.`, todo)
  }
  return ok(about, said)
}

function sharedFinding(limit: number): Finding {
  const said = `No executions are reserved: at most ${limit} requests at once in the whole account`
  return limit < keptUnreserved ? warn(about, `${said}.`, `For more concurrent requests, ${more}.`) : ok(about, said)
}
