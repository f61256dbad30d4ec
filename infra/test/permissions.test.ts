import { readFileSync } from "node:fs"
import { runSimulation } from "@cloud-copilot/iam-simulate"
import { describe, expect, test } from "vitest"
import { accountId } from "../../tools/synth/mocks.ts"
import { root } from "../../tools/synth/paths.ts"
import { statementsOf } from "./checks/access.ts"
import { type Inputs, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { withEverySetting } from "./support/settings.ts"

type Right = { action: string; resource: string; context?: Record<string, string> }

const text = readFileSync(`${root}/infra/permissions/boundary.json`, "utf8")
const boundary = JSON.parse(text)
const arn = `arn:aws:iam::${accountId}:policy/parley-boundary`
const graph = graphOf(withEverySetting)

/** Whether the boundary allows an administrator the action. @throws Error for an action or a resource that IAM does not know. */
async function isAllowed({ action, resource, context = {} }: Right): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${accountId}:role/deploy-prod`,
        action,
        resource: { resource, accountId },
        contextVariables: context,
      },
      identityPolicies: [{ name: "admin", policy: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } } }],
      permissionBoundaryPolicies: [{ name: "boundary", policy: boundary }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  // An action that IAM cannot limit to a resource.
  if (result.resultType === "error" && result.errors.message === "must.use.wildcard" && resource !== "*") {
    return isAllowed({ action, resource: "*", context })
  }
  if (result.resultType !== "single") throw new Error(`IAM does not know ${action} on ${resource}: ${JSON.stringify(result)}`)
  return result.overallResult === "Allowed"
}

const unlike = async (rights: Right[], wanted: boolean) => {
  const answers = await Promise.all(rights.map(async (right) => ({ right, is: await isAllowed(right) })))
  return answers.filter(({ is }) => is !== wanted).map(({ right }) => `${right.action} ${right.resource}`)
}

const regional = (service: string, rest: string, region = "us-east-1") => `arn:aws:${service}:${region}:${accountId}:${rest}`
const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`
const bounded = { "iam:PermissionsBoundary": arn }
const passedTo = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` })

// The actions that the provider needs to create, change and delete a resource of each type in the stack.
const needs: Record<string, (inputs: Inputs) => Right[]> = {
  "aws:lambda/function:Function": ({ name, role: of }) => [
    ...["Create", "Delete", "Get"].map((verb) => ({ action: `lambda:${verb}Function`, resource: regional("lambda", `function:${name}`) })),
    { action: "lambda:UpdateFunctionCode", resource: regional("lambda", `function:${name}`) },
    { action: "lambda:PutFunctionConcurrency", resource: regional("lambda", `function:${name}`) },
    { action: "iam:PassRole", resource: of ?? role("parley-prod-ChatRole-x"), context: passedTo("lambda") },
  ],
  "aws:lambda/permission:Permission": ({ function: name }) => [
    { action: "lambda:AddPermission", resource: regional("lambda", `function:${name}`) },
  ],
  "aws:iam/role:Role": ({ name = "APIGatewayPushToCloudWatchLogsRole-0123456" }) => [
    { action: "iam:CreateRole", resource: role(name), context: bounded },
    { action: "iam:PutRolePolicy", resource: role(name), context: bounded },
    { action: "iam:TagRole", resource: role(name) },
    { action: "iam:DeleteRole", resource: role(name) },
  ],
  "aws:dynamodb/table:Table": ({ name }) =>
    ["CreateTable", "UpdateTable", "DeleteTable", "UpdateContinuousBackups", "UpdateTimeToLive", "TagResource"].map((verb) => ({
      action: `dynamodb:${verb}`,
      resource: regional("dynamodb", `table/${name}`),
    })),
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => [
    { action: "logs:CreateLogGroup", resource: regional("logs", `log-group:${name}`) },
    { action: "logs:PutRetentionPolicy", resource: regional("logs", `log-group:${name}`) },
  ],
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": ({ name }) => [
    { action: "logs:PutDeliverySource", resource: regional("logs", `delivery-source:${name}`) },
  ],
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ({ name }) => [
    { action: "logs:PutDeliveryDestination", resource: regional("logs", `delivery-destination:${name}`) },
  ],
  "aws:cloudwatch/logDelivery:LogDelivery": () => [{ action: "logs:CreateDelivery", resource: regional("logs", "delivery:x") }],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name }) => [
    { action: "cloudwatch:PutMetricAlarm", resource: regional("cloudwatch", `alarm:${name}`) },
  ],
  "aws:cloudwatch/dashboard:Dashboard": ({ dashboardName }) => [
    { action: "cloudwatch:PutDashboard", resource: `arn:aws:cloudwatch::${accountId}:dashboard/${dashboardName}` },
  ],
  "aws:sns/topic:Topic": ({ name }) => [
    { action: "sns:CreateTopic", resource: regional("sns", name) },
    { action: "sns:Subscribe", resource: regional("sns", name) },
  ],
  "aws:budgets/budget:Budget": ({ name }) => [{ action: "budgets:ModifyBudget", resource: `arn:aws:budgets::${accountId}:budget/${name}` }],
  "aws:s3/bucket:Bucket": ({ bucket }) => [
    { action: "s3:CreateBucket", resource: `arn:aws:s3:::${bucket}` },
    { action: "s3:PutBucketPolicy", resource: `arn:aws:s3:::${bucket}` },
    { action: "s3:PutObject", resource: `arn:aws:s3:::${bucket}/index.html` },
  ],
  "aws:wafv2/webAcl:WebAcl": ({ name }) => [
    { action: "wafv2:CreateWebACL", resource: regional("wafv2", `global/webacl/${name}/x`) },
    { action: "wafv2:UpdateWebACL", resource: regional("wafv2", `global/webacl/${name}/x`) },
  ],
  "aws:cloudfront/distribution:Distribution": () => [
    { action: "cloudfront:CreateDistribution", resource: `arn:aws:cloudfront::${accountId}:distribution/x` },
    { action: "cloudfront:CreateInvalidation", resource: `arn:aws:cloudfront::${accountId}:distribution/x` },
  ],
  "aws:apigateway/restApi:RestApi": () => [{ action: "apigateway:POST", resource: "arn:aws:apigateway:us-east-1::/restapis" }],
  "aws:cognito/userPool:UserPool": () => [
    { action: "cognito-idp:CreateUserPool", resource: "*" },
    { action: "cognito-idp:UpdateUserPool", resource: regional("cognito-idp", "userpool/x") },
  ],
  "aws:route53/record:Record": () => [{ action: "route53:ChangeResourceRecordSets", resource: "arn:aws:route53:::hostedzone/x" }],
  "aws:acm/certificate:Certificate": () => [{ action: "acm:RequestCertificate", resource: "*" }],
}
// Parts of the resources above, and types that are not AWS resources.
const covered = /^(aws:(apigateway|cloudfront|cognito|s3|sns|acm)\/|aws:apigateway\/account|pulumi|sst|command|random|aws:route53)/

describe("infra/permissions/boundary.json", () => {
  test("fits the limit of a managed policy: 6,144 characters without white space", () => {
    expect(text.replaceAll(/\s/g, "").length).toBeLessThanOrEqual(6_144)
  })

  test("allows a deploy of the stack with every optional part", async () => {
    const rights = graph.flatMap(({ type, inputs }) => needs[type]?.(inputs) ?? [])
    expect(rights.length).toBeGreaterThan(60)
    expect(await unlike(rights, true)).toEqual([])
    expect(graph.map(({ type }) => type).filter((type) => !needs[type] && !covered.test(type))).toEqual([])
  })

  test("allows SST to store its state, and the doctor to inspect the account", async () => {
    const rights: Right[] = [
      { action: "s3:PutObject", resource: "arn:aws:s3:::sst-state-abcdefgh/app/parley/prod.json" },
      { action: "s3:CreateBucket", resource: "arn:aws:s3:::sst-asset-abcdefgh" },
      { action: "ssm:PutParameter", resource: regional("ssm", "parameter/sst/passphrase/parley/prod") },
      { action: "ssm:GetParameter", resource: regional("ssm", "parameter/sst/bootstrap") },
      { action: "lambda:GetAccountSettings", resource: "*" },
      { action: "servicequotas:ListServiceQuotas", resource: "*" },
      { action: "bedrock:ListInferenceProfiles", resource: "*" },
      { action: "sts:GetCallerIdentity", resource: "*" },
    ]
    expect(await unlike(rights, true)).toEqual([])
  })

  test("allows everything that the functions' roles allow, since it bounds them too", async () => {
    const rights = (["ChatRole", "ConversationsRole"] as const)
      .flatMap((name) => statementsOf(graph, name))
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((resource) => ({ action, resource: resource.replace(/:\*$/, ":log-stream:x") }))),
      )
    // The simulator does not support a model's ARN without a region, which a global profile needs.
    const known = rights.filter(({ resource }) => !resource.startsWith("arn:aws:bedrock:::"))
    expect(known.length).toBeGreaterThan(15)
    expect(rights.length - known.length).toBe(1)
    expect(await unlike(known, true)).toEqual([])
  })

  test("denies creating a role without the boundary, and removing the boundary", async () => {
    const chat = role(one(graph, "iam/role", "ChatRole").name)
    const other = { "iam:PermissionsBoundary": `arn:aws:iam::${accountId}:policy/other` }
    const admin = { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess", ...bounded }
    const rights: Right[] = [
      ...["CreateRole", "PutRolePolicy"].flatMap((verb) => [
        { action: `iam:${verb}`, resource: chat },
        { action: `iam:${verb}`, resource: chat, context: other },
        { action: `iam:${verb}`, resource: role("Other"), context: bounded },
      ]),
      { action: "iam:PutRolePermissionsBoundary", resource: chat, context: other },
      { action: "iam:DeleteRolePermissionsBoundary", resource: chat, context: bounded },
      { action: "iam:AttachRolePolicy", resource: chat, context: admin },
      { action: "iam:AttachRolePolicy", resource: role("APIGatewayPushToCloudWatchLogsRole"), context: admin },
      ...["CreatePolicyVersion", "DeletePolicy", "SetDefaultPolicyVersion"].map((verb) => ({ action: `iam:${verb}`, resource: arn })),
      { action: "iam:UpdateAssumeRolePolicy", resource: role("deploy-prod") },
      { action: "iam:PutRolePolicy", resource: role("deploy-prod"), context: bounded },
      { action: "iam:PassRole", resource: chat, context: passedTo("ec2") },
      { action: "iam:PassRole", resource: role("Other"), context: passedTo("lambda") },
      { action: "iam:CreateUser", resource: `arn:aws:iam::${accountId}:user/x` },
      { action: "iam:CreateAccessKey", resource: `arn:aws:iam::${accountId}:user/x` },
      { action: "sts:AssumeRole", resource: role("Other") },
    ]
    expect(await unlike(rights, false)).toEqual([])
  })

  test("denies access to other applications' resources", async () => {
    const rights: Right[] = [
      { action: "lambda:UpdateFunctionCode", resource: regional("lambda", "function:other") },
      { action: "dynamodb:Scan", resource: regional("dynamodb", "table/other") },
      { action: "s3:GetObject", resource: "arn:aws:s3:::other/x" },
      { action: "ssm:GetParameter", resource: regional("ssm", "parameter/other") },
      { action: "sns:Publish", resource: regional("sns", "other") },
      { action: "logs:FilterLogEvents", resource: regional("logs", "log-group:/aws/lambda/other") },
      { action: "secretsmanager:GetSecretValue", resource: regional("secretsmanager", "secret:x") },
      { action: "ec2:RunInstances", resource: regional("ec2", "instance/x") },
      { action: "kms:Decrypt", resource: regional("kms", "key/x") },
      { action: "organizations:LeaveOrganization", resource: "*" },
      { action: "cloudtrail:StopLogging", resource: regional("cloudtrail", "trail/x") },
    ]
    expect(await unlike(rights, false)).toEqual([])
  })
})
