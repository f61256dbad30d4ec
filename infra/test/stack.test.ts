import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import { root } from "../../tools/synth/paths.ts"
import * as access from "./checks/access.ts"
import * as api from "./checks/api.ts"
import type { Check } from "./checks/check.ts"
import * as edge from "./checks/edge.ts"
import * as firewall from "./checks/firewall.ts"
import * as headers from "./checks/headers.ts"
import * as monitoring from "./checks/monitoring.ts"
import * as resources from "./checks/resources.ts"
import { all, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { withEverySetting } from "./support/settings.ts"

const everywhere: Record<string, Check> = {
  "has exactly the routes of the list": api.hasExactlyTheRoutes,
  "streams every answer, with a timeout above the function's": api.streamsEveryAnswer,
  "needs the edge's key on every method": api.needsTheEdgeKey,
  "is regional, throttled, traced, and logs no prompts": api.isGuarded,
  "allows no foreign origin": api.allowsNoForeignOrigin,
  "returns problems for the gateway's own errors": api.answersProblems,
  "deploys a changed gateway response": api.deploysItsResponses,
  "lets only the API's stage invoke the functions": access.isInvokedOnlyByTheStage,
  "has the table of the domain": resources.hasTheTable,
  "expires logs": resources.expiresItsLogs,
}
const deployed: Record<string, Check> = {
  ...everywhere,
  "grants exact actions on exact resources": access.isLeastPrivilege,
  "lets only Lambda assume the roles": access.trustsOnlyLambda,
  "runs functions on arm64 with Node 24 and JSON logs": resources.runsConfiguredFunctions,
  "serves the API on the site's origin, neither cached nor compressed": edge.servesTheApiUncached,
  "sends the key from the edge": edge.sendsTheEdgeKey,
  "prepares requests at the edge": edge.preparesApiRequests,
  "sends the site's headers": edge.sendsTheHeaders,
  "sends strict headers with every answer": headers.sendsStrictHeaders,
  "uploads each file with its cache rule": edge.uploadsWithCacheRules,
}
const unwatched = { ...deployed, "has no alarms": monitoring.isNotWatched }
const shared = { ...unwatched, "reserves concurrency": resources.reservesConcurrency }
const guarded = {
  ...deployed,
  "reserves concurrency": resources.reservesConcurrency,
  "has a firewall at the edge": firewall.isWatchedByTheFirewall,
  "has a rate limit for an address's turns alone": firewall.limitsTurns,
  "challenges no browser by default": firewall.challengesNobody,
  "lets messages with HTML, SQL or attacks pass": firewall.letsMessagesPass,
  "returns problems for blocked requests": firewall.blocksWithProblems,
  "has an alarm for every failure that needs an operator": monitoring.hasEveryAlarm,
  "sends alarms with a meaning and instructions": monitoring.sendsUsefulAlarms,
  "watches only what exists": monitoring.watchesOnlyWhatExists,
  "shows a dashboard": monitoring.showsADashboard,
  "logs requests but no searches": edge.logsNoSearches,
  "tags the edge resources": edge.tagsTheEdge,
}
const production = { ...guarded, "keeps its data": resources.keepsItsData, "watches the account's bill": monitoring.watchesTheBill }
const live = {
  ...everywhere,
  "grants exact actions on exact resources, beside what sst dev needs": access.isLeastPrivilegeBesideTheBridge,
  "creates nothing of the site": edge.createsNoSite,
  "has no alarms": monitoring.isNotWatched,
}

describe.each([
  ["prod", production, { stage: "prod" }],
  ["staging", guarded, { stage: "staging" }],
  ["dev", shared, { stage: "dev" }],
  ["a personal stage", unwatched, { stage: "my-stage" }],
  ["a personal stage in sst dev", live, { stage: "my-stage", dev: true }],
])("%s", (_, checks, request) => {
  const graph = graphOf(request)
  test.each(Object.entries(checks))("%s", (_, check) => expect(check(graph)).toEqual([]))
})

describe("the routes", () => {
  test("equal those of the OpenAPI document", () => {
    const file = `${root}/docs/openapi.json`
    expect(existsSync(file), "docs/openapi.json is made by npm run openapi").toBe(true)
    const { paths } = JSON.parse(readFileSync(file, "utf8")) as { paths: Record<string, object> }
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => /^(get|post|put|patch|delete)$/.test(method))
        .map((method) => `${method.toUpperCase()} ${path.replace(/^\/api(?=\/)/, "")}`),
    )
    const served = api.deployedRoutes(graphOf({ stage: "prod" })).map((route) => route.split(" -> ")[0])
    expect(served.filter((route) => !route?.startsWith("OPTIONS "))).toEqual(documented.sort())
  })
})

describe("the settings", () => {
  const graph = graphOf(withEverySetting)
  const [challenged, unguarded] = ["prod", "dev"].map((stage) => graphOf({ stage, env: { WAF_CHALLENGE: "on" } })) as [Graph, Graph]

  test("CONCURRENCY=none reserves no executions", () => {
    expect(all(graph, "lambda/function").map(({ reservedConcurrentExecutions }) => reservedConcurrentExecutions)).toEqual([
      undefined,
      undefined,
    ])
  })

  test("CONCURRENCY=none creates no alarm for reserved concurrency", () => {
    expect(monitoring.alarmNames(graph)).not.toContain("concurrency")
    expect(monitoring.hasEveryAlarm(graph)).toEqual([])
  })

  test("ALARM_EMAIL subscribes to alarms and to the account's budget; the alarms exist without it too", () => {
    expect(all(graph, "sns/topicSubscription")).toMatchObject([{ protocol: "email", endpoint: "oncall@example.com" }])
    const notices = all(graph, "budgets/budget")[0]?.notifications
    expect(notices).toMatchObject([
      { notificationType: "ACTUAL", threshold: 80, thresholdType: "PERCENTAGE", subscriberEmailAddresses: ["oncall@example.com"] },
      { notificationType: "FORECASTED", threshold: 100, thresholdType: "PERCENTAGE", subscriberEmailAddresses: ["oncall@example.com"] },
    ])
    const silent = graphOf({ stage: "prod" })
    expect([all(silent, "sns/topicSubscription"), all(silent, "cloudwatch/metricAlarm").length]).toEqual([[], 18])
  })

  test("DOMAIN becomes the site's address, with modern TLS only", () => {
    const { aliases, viewerCertificate } = one(graph, "cloudfront/distribution", "SiteCdnDistribution")
    expect(aliases).toEqual(["chat.example.com"])
    expect(viewerCertificate).toMatchObject({ sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" })
  })

  test("WAF_CHALLENGE challenges pages and anonymous turns, and has no effect without a firewall", () => {
    const checks = [firewall.challengesBrowsers, firewall.isWatchedByTheFirewall, firewall.limitsTurns, firewall.blocksWithProblems]
    expect(checks.flatMap((check) => check(challenged))).toEqual([])
    expect(all(unguarded, "wafv2/webAcl")).toEqual([])
  })

  test("PERMISSIONS_BOUNDARY applies to every role, SST's own too", () => {
    const roles = all(graph, "iam/role").map(({ permissionsBoundary }) => permissionsBoundary)
    expect(roles).toEqual(Array(3).fill("arn:aws:iam::123456789012:policy/parley-boundary"))
  })

  test("SITE_BUILT uploads the existing build of the site", () => {
    expect(all(graph, "command:local:Command")).toMatchObject([{ create: "true", update: "true" }])
    expect(all(graphOf({ stage: "prod" }), "command:local:Command")).toMatchObject([{ create: "npm run build", update: "npm run build" }])
  })

  test("ALLOWED_ORIGINS are allowed at the edge, with credentials, without overriding the API's own headers", () => {
    expect(one(graph, "cloudfront/responseHeadersPolicy", "ApiHeaders").corsConfig).toMatchObject({
      accessControlAllowOrigins: { items: ["https://a.example.com"] },
      accessControlAllowCredentials: true,
      originOverride: false,
    })
  })

  test("reach the functions under the same names", () => {
    expect(one(graph, "lambda/function", "ChatFunction").environment.variables).toMatchObject({
      RETENTION_DAYS: "7",
      ALLOWED_ORIGINS: "https://a.example.com",
      BUDGET_STAGE_DAILY_USD: "20",
      MODEL_ID: "global.anthropic.claude-sonnet-5-5",
    })
  })
})

describe("the roles", () => {
  const european = graphOf({ stage: "prod", region: "eu-west-1" })

  test("allow the models of a geographic profile in its regions through the profile only", () => {
    const profile = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-5-5"
    const regions = ["eu-west-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-3"]
    const Action = ["bedrock:InvokeModelWithResponseStream"]
    expect(access.statementsOf(european, "ChatRole")).toEqual([
      { Effect: "Allow", Action, Resource: [profile] },
      {
        Effect: "Allow",
        Action,
        Resource: regions.map((region) => `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-haiku-5-5`),
        Condition: { StringEquals: { "bedrock:InferenceProfileArn": [profile] } },
      },
      ...access.tableAndLog(european, "chat", "eu-west-1"),
    ])
    expect(access.statementsOf(european, "ConversationsRole")).toEqual(access.tableAndLog(european, "conversations", "eu-west-1"))
  })

  test("allow the model of a global profile with and without a region", () => {
    const graph = graphOf(withEverySetting)
    const profile = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-5-5"
    const Action = ["bedrock:InvokeModelWithResponseStream"]
    const through = { "bedrock:InferenceProfileArn": [profile] }
    expect(access.statementsOf(graph, "ChatRole").slice(0, 3)).toEqual([
      { Effect: "Allow", Action, Resource: [profile] },
      {
        Effect: "Allow",
        Action,
        Resource: ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-5-5"],
        Condition: { StringEquals: through },
      },
      {
        Effect: "Allow",
        Action,
        Resource: ["arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-5-5"],
        Condition: { StringEquals: { ...through, "aws:RequestedRegion": ["unspecified"] } },
      },
    ])
  })
})
