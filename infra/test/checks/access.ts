import type { Graph } from "../../../tools/synth/graph.ts"
import { accountId } from "../../../tools/synth/mocks.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

export type Statement = { Effect: string; Action: string[]; Resource: string[]; Condition?: Record<string, Record<string, string[]>> }

/** All statements of a function's role. */
export function statementsOf(graph: Graph, role: "ChatRole" | "ConversationsRole"): Statement[] {
  const { inlinePolicies = [] } = one(graph, "iam/role", role)
  return (inlinePolicies as Inputs[]).flatMap(({ policy }) => (JSON.parse(policy) as { Statement: Statement[] }).Statement)
}

/** The table's and the log's part of a role. The functions differ only in the log and in the index, which only lists need. */
export function tableAndLog(graph: Graph, name: "chat" | "conversations", region = "us-east-1"): Statement[] {
  const table = `arn:aws:dynamodb:${region}:${accountId}:table/${one(graph, "dynamodb/table", "TableTable").name}`
  const log = one(graph, "cloudwatch/logGroup", name === "chat" ? "ChatLog" : "ConversationsLog").name
  const operations = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"]
  return [
    { Effect: "Allow", Action: operations.map((operation) => `dynamodb:${operation}`), Resource: [table] },
    ...(name === "chat" ? [] : [{ Effect: "Allow", Action: ["dynamodb:Query"], Resource: [`${table}/index/byRecency`] }]),
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`arn:aws:logs:${region}:${accountId}:log-group:${log}:*`],
    },
  ]
}

export const isLeastPrivilege: Check = (graph) =>
  (["ChatRole", "ConversationsRole"] as const).flatMap((role) => {
    const statements = statementsOf(graph, role)
    const { managedPolicyArns } = one(graph, "iam/role", role)
    return [
      ...unless({
        [`${role} allows nothing`]: statements.length > 0,
        [`${role} has managed policies`]: Array.isArray(managedPolicyArns) && managedPolicyArns.length === 0,
        [`${role} may call models`]: role === "ChatRole" || !JSON.stringify(statements).includes("bedrock:"),
      }),
      ...statements.flatMap(({ Action, Resource, Condition }) => [
        ...Action.filter((action) => action.includes("*")).map((action) => `${role} allows ${action}`),
        // IAM names the streams of a log group only by their group.
        ...Resource.filter((arn) => arn.replace(/(:log-group:[^*]+):\*$/, "$1").includes("*")).map((arn) => `${role} reaches ${arn}`),
        ...Resource.filter((arn) => arn.includes("::foundation-model/anthropic.claude-") && !Condition && !arn.includes("3-5-sonnet")).map(
          (arn) => `${role} reaches ${arn} around the profile`,
        ),
      ]),
    ]
  })

/** In `sst dev` SST adds permissions for its bridge to each role. The rest equals the deployed role. */
export const isLeastPrivilegeBesideTheBridge: Check = (graph) =>
  isLeastPrivilege(graph).filter((sentence) => !/ (appsync:\*|\*|s3:\*|arn:aws:s3:::sst-asset-bucket\/\*)$/.test(sentence))

export const trustsOnlyLambda: Check = (graph) =>
  (["ChatRole", "ConversationsRole"] as const).flatMap((role) => {
    const trust = JSON.stringify(one(graph, "iam/role", role).assumeRolePolicy ?? "").replaceAll("\\", "")
    const principals = [...trust.matchAll(/"(?:Service|AWS)":\s*\[?"([^"]+)"/g)].map(([, principal]) => principal)
    return unless({ [`${role} trusts ${principals.join(", ") || "nobody"}`]: principals.join() === "lambda.amazonaws.com" })
  })

export const isInvokedOnlyByTheStage: Check = (graph) => {
  const { stageName } = one(graph, "apigateway/stage", "ApiStage")
  const permissions = all(graph, "lambda/permission")
  return [
    ...unless({
      "not one permission per function": permissions.length === 2,
      "a function has a public address": all(graph, "lambda/functionUrl").length === 0,
    }),
    ...permissions.flatMap((permission) =>
      unless({
        [`${permission.function} can be invoked by others`]:
          permission.principal === "apigateway.amazonaws.com" &&
          permission.action === "lambda:InvokeFunction" &&
          new RegExp(`^arn:aws:execute-api:[a-z0-9-]+:${accountId}:ApiApi-id/${stageName}/\\*$`).test(permission.sourceArn),
      }),
    ),
  ]
}
