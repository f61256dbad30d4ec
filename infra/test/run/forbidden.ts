import type { FunctionName } from "@parley/functions/routes.ts"
import { accountId } from "../../../tools/synth/mocks.ts"
import type { Right } from "./iam.ts"

const on = (resource: string, ...actions: string[]): Right[] => actions.map((action) => ({ action, resource }))
const own = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${accountId}:${rest}`

export const profileArn = (modelId: string) => own("bedrock", `inference-profile/${modelId}`)
export const modelArn = (region: string, baseId: string) => `arn:aws:bedrock:${region}::foundation-model/${baseId}`

/** Actions that a function must not be able to perform, even if an attacker ran code in it. */
export function forbidden(name: FunctionName, tableArn: string, logGroups: Record<FunctionName, string>): Right[] {
  const otherLog = logGroups[name === "chat" ? "conversations" : "chat"]
  const streamOf = (group: string) => own("logs", `log-group:${group}:log-stream:x`)
  return [
    // The table: no scan, no deletion, no other table.
    ...on(tableArn, "dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:BatchWriteItem", "dynamodb:PartiQLSelect"),
    ...on(tableArn, "dynamodb:ConditionCheckItem", "dynamodb:UpdateTimeToLive", "dynamodb:UpdateContinuousBackups"),
    ...on(tableArn, "dynamodb:ExportTableToPointInTime", "dynamodb:RestoreTableToPointInTime", "dynamodb:PutResourcePolicy"),
    ...on(`${tableArn}/index/other`, "dynamodb:Query"),
    ...on(`${tableArn}/index/byRecency`, "dynamodb:Scan", ...(name === "chat" ? ["dynamodb:Query"] : [])),
    ...on(own("dynamodb", "table/other"), "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"),
    // Logs: write access only, and only to its own.
    ...on(streamOf(otherLog), "logs:PutLogEvents"),
    ...on(streamOf(logGroups[name]), "logs:GetLogEvents"),
    ...on(own("logs", `log-group:${logGroups[name]}`), "logs:FilterLogEvents", "logs:DeleteLogGroup", "logs:PutRetentionPolicy"),
    ...on(own("logs", "log-group:new"), "logs:CreateLogGroup"),
    // The account.
    ...on(`arn:aws:iam::${accountId}:role/Other`, "iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole"),
    ...on(`arn:aws:iam::${accountId}:user/x`, "iam:CreateAccessKey"),
    ...on(own("lambda", "function:other"), "lambda:InvokeFunction", "lambda:UpdateFunctionCode"),
    ...on("arn:aws:s3:::any/x", "s3:GetObject", "s3:PutObject"),
    ...on(own("secretsmanager", "secret:x"), "secretsmanager:GetSecretValue"),
    ...on(own("ssm", "parameter/x"), "ssm:GetParameter"),
    ...on(own("sns", "parley-prod-alarms"), "sns:Publish"),
    ...on(`arn:aws:apigateway:us-east-1::/apikeys/x`, "apigateway:GET"),
    ...models(name),
  ]
}

function models(name: FunctionName): Right[] {
  const haiku = "anthropic.claude-haiku-5-5"
  const stream = "bedrock:InvokeModelWithResponseStream"
  const others = [
    // Another model or profile, the model without its profile, the model through another account's profile, and every operation but streaming.
    ...on(profileArn("us.anthropic.claude-opus-5-5"), stream),
    ...on(profileArn(`global.${haiku}`), stream),
    ...on(modelArn("us-east-1", haiku), stream),
    ...on(modelArn("eu-west-1", haiku), stream),
    { action: stream, resource: modelArn("us-east-1", haiku), context: { "bedrock:InferenceProfileArn": profileArn("us.other") } },
    ...on(profileArn(`us.${haiku}`), "bedrock:InvokeModel", "bedrock:GetInferenceProfile"),
    ...on("*", "bedrock:PutModelInvocationLoggingConfiguration", "bedrock:ListFoundationModels"),
  ]
  return name === "chat" ? others : [...others, ...on(profileArn(`us.${haiku}`), stream)]
}
