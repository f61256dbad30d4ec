import { expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import * as access from "./checks/access.ts"
import * as api from "./checks/api.ts"
import * as edge from "./checks/edge.ts"
import * as firewall from "./checks/firewall.ts"
import * as resources from "./checks/resources.ts"
import { type Inputs, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { add, distribution, drop, type Mistake, set } from "./support/mistake.ts"

// Plants a mistake for each check, which the check must find.
const role = (graph: Graph, name = "ChatRole") => one(graph, "iam/role", name)
const editPolicy =
  (from: string, to: string, of = "ChatRole") =>
  (graph: Graph) => {
    const [inline] = role(graph, of).inlinePolicies as Inputs[]
    if (inline) inline.policy = inline.policy.replace(from, to)
  }

const mistakes: Mistake[] = [
  [
    "an extra route",
    api.hasExactlyTheRoutes,
    add("aws:apigateway/method:Method", "X", { httpMethod: "GET", resourceId: "X", apiKeyRequired: true }),
  ],
  ["a missing route", api.hasExactlyTheRoutes, drop("aws:apigateway/method:Method")],
  ["a buffered answer", api.streamsEveryAnswer, (g) => set(g, "apigateway/integration", { responseTransferMode: "BUFFERED" })],
  [
    "a gateway timeout below the function's",
    api.streamsEveryAnswer,
    (g) => set(g, "apigateway/integration", { timeoutMilliseconds: 29_000 }),
  ],
  ["a gateway's default timeout", api.streamsEveryAnswer, (g) => set(g, "apigateway/integration", { timeoutMilliseconds: undefined })],
  ["a method without key", api.needsTheEdgeKey, (g) => set(g, "apigateway/method", { apiKeyRequired: false })],
  ["a single key", api.needsTheEdgeKey, drop("aws:apigateway/usagePlanKey:UsagePlanKey")],
  ["an edge endpoint", api.isGuarded, (g) => set(g, "apigateway/restApi", { endpointConfiguration: { types: "EDGE" } })],
  ["no throttle", api.isGuarded, drop("aws:apigateway/methodSettings:MethodSettings")],
  [
    "prompts in the log",
    api.isGuarded,
    (g) => Object.assign(one(g, "apigateway/methodSettings", "ApiMethodSettings").settings, { dataTraceEnabled: true }),
  ],
  [
    "addresses in the log",
    api.isGuarded,
    (g) => Object.assign(stage(g).accessLogSettings, { format: '{"ip":"$context.identity.sourceIp"}' }),
  ],
  ["no traces", api.isGuarded, (g) => Object.assign(stage(g), { xrayTracingEnabled: false })],
  [
    "CORS of the gateway for every origin",
    api.allowsNoForeignOrigin,
    (g) => set(g, "apigateway/response", { responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" } }),
  ],
  [
    "CORS of the edge for every origin",
    api.allowsNoForeignOrigin,
    (g) => set(g, "cloudfront/responseHeadersPolicy", { corsConfig: { accessControlAllowOrigins: { items: ["*"] } } }),
  ],
  [
    "a gateway response without a problem",
    api.answersProblems,
    (g) => set(g, "apigateway/response", { responseTemplates: { "application/json": '{"message":"no"}' } }),
  ],
  [
    "a gateway status without a deployment",
    api.deploysItsResponses,
    (g) => Object.assign(one(g, "apigateway/response", "ApiResponsethrottled"), { statusCode: "430" }),
  ],
  [
    "a gateway header without a deployment",
    api.deploysItsResponses,
    (g) => (one(g, "apigateway/response", "ApiResponsethrottled").responseParameters["gatewayresponse.header.Retry-After"] = "'2'"),
  ],
  [
    "throttled functions without Retry-After",
    api.answersProblems,
    (g) => delete one(g, "apigateway/response", "ApiResponseintegrationfailure").responseParameters["gatewayresponse.header.Retry-After"],
  ],
  ["a missing gateway response", api.answersProblems, (g) => set(g, "apigateway/response", { responseType: "WAF_FILTERED" })],
  ["a wildcard action", access.isLeastPrivilege, editPolicy("dynamodb:GetItem", "dynamodb:*")],
  ["a wildcard resource", access.isLeastPrivilege, editPolicy("/index/byRecency", "/index/*", "ConversationsRole")],
  ["a model in every region", access.isLeastPrivilege, editPolicy("arn:aws:bedrock:us-east-2::", "arn:aws:bedrock:*::")],
  ["a model without its profile", access.isLeastPrivilege, editPolicy('"Condition"', '"Ignored"')],
  [
    "a managed policy",
    access.isLeastPrivilege,
    (g) => Object.assign(role(g), { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }),
  ],
  [
    "a role that the whole account may assume",
    access.trustsOnlyLambda,
    (g) => Object.assign(role(g), { assumeRolePolicy: { Statement: [{ Principal: { AWS: "arn:aws:iam::123456789012:root" } }] } }),
  ],
  [
    "a function that anyone may invoke",
    access.isInvokedOnlyByTheStage,
    add("aws:lambda/functionUrl:FunctionUrl", "X", { authorizationType: "NONE" }),
  ],
  ["a permission without source", access.isInvokedOnlyByTheStage, (g) => set(g, "lambda/permission", { sourceArn: undefined })],
  ["no TTL", resources.hasTheTable, (g) => set(g, "dynamodb/table", { ttl: undefined })],
  ["another sort key", resources.hasTheTable, (g) => set(g, "dynamodb/table", { rangeKey: "timestamp" })],
  ["a missing index", resources.hasTheTable, (g) => set(g, "dynamodb/table", { globalSecondaryIndexes: [] })],
  ["a table without a maximum", resources.hasTheTable, (g) => set(g, "dynamodb/table", { onDemandThroughput: undefined })],
  [
    "an index without a maximum",
    resources.hasTheTable,
    (g) => delete one(g, "dynamodb/table", "TableTable").globalSecondaryIndexes[0].onDemandThroughput,
  ],
  ["no point-in-time recovery", resources.hasTheTable, (g) => set(g, "dynamodb/table", { pointInTimeRecovery: { enabled: false } })],
  ["prod without protection", resources.keepsItsData, (g) => Object.assign(one(g, "sst:app", "parley"), { protect: false })],
  ["a table that is deleted with the stack", resources.keepsItsData, (g) => unretain(g)],
  ["a table that can be deleted", resources.keepsItsData, (g) => set(g, "dynamodb/table", { deletionProtectionEnabled: false })],
  ["an x86 function", resources.runsConfiguredFunctions, (g) => set(g, "lambda/function", { architectures: ["x86_64"] })],
  ["text logs", resources.runsConfiguredFunctions, (g) => set(g, "lambda/function", { loggingConfig: { logFormat: "Text" } })],
  ["unreserved concurrency", resources.reservesConcurrency, (g) => set(g, "lambda/function", { reservedConcurrentExecutions: undefined })],
  ["logs without an expiry", resources.expiresItsLogs, (g) => set(g, "cloudwatch/logGroup", { retentionInDays: undefined })],
  [
    "a log group that the gateway creates",
    resources.expiresItsLogs,
    (g) => Object.assign(one(g, "cloudwatch/logGroup", "ApiErrorLog"), { name: "other" }),
  ],
  ["cached answers", edge.servesTheApiUncached, (g) => behaviour(g, { cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6" })],
  ["compressed answers", edge.servesTheApiUncached, (g) => behaviour(g, { compress: true })],
  [
    "an error page",
    edge.servesTheApiUncached,
    (g) => Object.assign(distribution(g), { customErrorResponses: [{ errorCode: 404, responsePagePath: "/404.html" }] }),
  ],
  ["a cached 404", edge.servesTheApiUncached, (g) => editErrors(g, (errors) => errors.filter(({ errorCode }) => errorCode !== 404))],
  ["a 503 that is cached for a second", edge.servesTheApiUncached, (g) => editErrors(g, (errors) => errors.map(keptForASecond))],
  [
    "an error status that CloudFront refuses",
    edge.servesTheApiUncached,
    (g) => editErrors(g, (errors) => [...errors, { errorCode: 410, errorCachingMinTtl: 0 }]),
  ],
  ["no key at the edge", edge.sendsTheEdgeKey, (g) => Object.assign(distribution(g).origins[1], { customHeaders: [] })],
  ["the address that the viewer sent", edge.preparesApiRequests, (g) => behaviour(g, { functionAssociations: [] })],
  ["no security headers on the API", edge.sendsTheHeaders, (g) => behaviour(g, { responseHeadersPolicyId: undefined })],
  [
    "another content security policy",
    edge.sendsTheHeaders,
    (g) => set(g, "cloudfront/responseHeadersPolicy", { securityHeadersConfig: {} }),
  ],
  [
    "pages cached for a year",
    edge.uploadsWithCacheRules,
    (g) => (file(g, "index.html").cacheControl = "public, max-age=31536000, immutable"),
  ],
  [
    "searches in the log",
    edge.logsNoSearches,
    (g) => set(g, "cloudwatch/logDelivery", { recordFields: ["cs-uri-stem", "sc-status", "cs-uri-query"] }),
  ],
  ["no request log", edge.logsNoSearches, drop("aws:cloudwatch/logDelivery:LogDelivery")],
  [
    "edge resources without tags",
    edge.tagsTheEdge,
    (g) => Object.assign(one(g, "pulumi:providers:aws", "EdgeRegion"), { defaultTags: undefined }),
  ],
  ["no firewall", firewall.isWatchedByTheFirewall, (g) => Object.assign(distribution(g), { webAclId: undefined })],
]

const prod = JSON.stringify(graphOf({ stage: "prod" }))

test.each(mistakes)("%s is found", (_, check, make) => {
  const graph = JSON.parse(prod) as Graph
  expect(check(graph)).toEqual([])
  make(graph)
  expect(check(graph)).not.toEqual([])
})

function unretain(graph: Graph): void {
  for (const resource of graph) if (resource.name === "TableTable") delete resource.retained
}

const stage = (graph: Graph) => one(graph, "apigateway/stage", "ApiStage")
const keptForASecond = (error: Inputs) => ({ ...error, errorCachingMinTtl: error.errorCode === 503 ? 1 : 0 })
const editErrors = (graph: Graph, edit: (errors: Inputs[]) => Inputs[]) =>
  Object.assign(distribution(graph), { customErrorResponses: edit(distribution(graph).customErrorResponses as Inputs[]) })
const behaviour = (graph: Graph, inputs: Inputs) => Object.assign(distribution(graph).orderedCacheBehaviors[0], inputs)
const file = (graph: Graph, key: string): Inputs => {
  const files = graph.find(({ name }) => name.startsWith("SiteAssetFiles"))?.inputs.files as Inputs[]
  return files.find((uploaded) => uploaded.key === key) ?? {}
}
