import { runSimulation } from "@cloud-copilot/iam-simulate"
import type { FunctionName } from "@parley/functions/routes.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import type { Graph } from "../../../tools/synth/graph.ts"
import { accountId } from "../../../tools/synth/mocks.ts"
import { statementsOf } from "../checks/access.ts"

/** One action on one resource. */
export type Right = { action: string; resource: string; context?: Record<string, string> }

const roles = { chat: "ChatRole", conversations: "ConversationsRole" } as const

/**
 * Whether IAM would allow a function the action, by the policies of the synthesized role alone.
 * @throws Error for an action or a resource that IAM does not know, which would otherwise pass as denied
 */
export async function isAllowed(graph: Graph, name: FunctionName, { action, resource, context = {} }: Right): Promise<boolean> {
  const principal = `arn:aws:iam::${accountId}:role/${roles[name]}`
  const policy = { Version: "2012-10-17", Statement: statementsOf(graph, roles[name]) }
  const result = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId }, contextVariables: context },
      identityPolicies: [{ name: "role", policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  if (result.resultType !== "single") throw new Error(`IAM does not know ${action} on ${resource}: ${JSON.stringify(result)}`)
  return result.overallResult === "Allowed"
}

/** The permissions that a call to DynamoDB needs: a transaction needs those of its items, a query of an index needs the index's. */
export function rightsFor({ operation, body }: DynamoCall, tableArn: string): Right[] {
  if (operation !== "TransactWriteItems") {
    const resource = typeof body.IndexName === "string" ? `${tableArn}/index/${body.IndexName}` : tableArn
    return [{ action: `dynamodb:${operation}`, resource }]
  }
  const actions = { Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem", ConditionCheck: "ConditionCheckItem" }
  const kinds = new Set((body.TransactItems ?? []).flatMap((item) => Object.keys(item) as (keyof typeof actions)[]))
  return [...kinds].map((kind) => ({ action: `dynamodb:${actions[kind]}`, resource: tableArn }))
}
