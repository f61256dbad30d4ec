import { expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import * as api from "./checks/api.ts"
import * as bucket from "./checks/bucket.ts"
import * as firewall from "./checks/firewall.ts"
import * as headers from "./checks/headers.ts"
import * as monitoring from "./checks/monitoring.ts"
import * as resources from "./checks/resources.ts"
import { type Inputs, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { add, drop, type Mistake, set } from "./support/mistake.ts"

// Plants a mistake for each check of the resources around the API, which the check must find.
const mistakes: Mistake[] = [
  ["a secret in the environment", resources.holdsNoSecrets, (g) => Object.assign(variables(g), { PAYMENT_API_KEY: "x" })],
  ["a secret under another name", resources.holdsNoSecrets, (g) => Object.assign(variables(g), { OTHER: "b7".repeat(20) })],
  ["a bucket that can be made public", bucket.isPrivate, (g) => set(g, "s3/bucketPublicAccessBlock", { restrictPublicBuckets: false })],
  ["a public bucket", bucket.isPrivate, (g) => editBucketPolicy(g, "cloudfront.amazonaws.com", "*")],
  ["a bucket without TLS", bucket.isReadOverTls, (g) => editBucketPolicy(g, '"false"', '"true"')],
  [
    "CORS of the bucket for every origin",
    api.allowsNoForeignOrigin,
    add("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "X", {}),
  ],
  ["a shorter HSTS duration", headers.sendsStrictHeaders, (g) => security(g, "strictTransportSecurity", { accessControlMaxAgeSec: 3600 })],
  [
    "inline scripts",
    headers.sendsStrictHeaders,
    (g) => security(g, "contentSecurityPolicy", { contentSecurityPolicy: "default-src 'self' 'unsafe-inline'" }),
  ],
  [
    "a header longer than CloudFront's limit",
    headers.sendsStrictHeaders,
    (g) =>
      one(g, "cloudfront/responseHeadersPolicy", "SiteHeaders").customHeadersConfig.items.push({ header: "x", value: "x".repeat(1_784) }),
  ],
  ["no rate limit per address", firewall.isWatchedByTheFirewall, (g) => acl(g).rules.shift()],
  ["no rate limit for turns", firewall.limitsTurns, (g) => acl(g).rules.splice(1, 1)],
  ["a higher rate limit for turns", firewall.limitsTurns, (g) => (acl(g).rules[1].statement.rateBasedStatement.limit = 1_000)],
  [
    "a rate limit that an encoded path bypasses",
    firewall.limitsTurns,
    (g) => (turnPath(g).textTransformations = [{ priority: 0, type: "NONE" }]),
  ],
  ["a rate limit for turns that counts stops", firewall.limitsTurns, (g) => (turnPath(g).regexString = "^/api/chat")],
  ["two rules with the same priority", firewall.isWatchedByTheFirewall, (g) => (acl(g).rules[1].priority = 0)],
  ["an unwanted challenge", firewall.challengesNobody, (g) => (acl(g).rules[0].action = { challenge: {} })],
  ["sampled requests", firewall.isWatchedByTheFirewall, (g) => Object.assign(acl(g).visibilityConfig, { sampledRequestsEnabled: true })],
  [
    "blocked SQL",
    firewall.letsMessagesPass,
    (g) => Object.assign(acl(g).rules[2].statement.managedRuleGroupStatement, { name: "AWSManagedRulesSQLiRuleSet" }),
  ],
  [
    "blocked bodies",
    firewall.letsMessagesPass,
    (g) =>
      (acl(g).rules[3].statement.managedRuleGroupStatement.ruleActionOverrides = overridesOf(g).filter(
        ({ name }) => name !== "Log4JRCE_BODY",
      )),
  ],
  ["a firewall response without a problem", firewall.blocksWithProblems, (g) => (acl(g).customResponseBodies[0].content = "{}")],
  ["a block without a response body", firewall.blocksWithProblems, (g) => (acl(g).rules[0].action = { block: {} })],
  ["a missing alarm", monitoring.hasEveryAlarm, drop("aws:cloudwatch/metricAlarm:MetricAlarm")],
  ["an alarm without description", monitoring.sendsUsefulAlarms, (g) => set(g, "cloudwatch/metricAlarm", { alarmDescription: undefined })],
  ["an alarm without instructions", monitoring.sendsUsefulAlarms, (g) => set(g, "cloudwatch/metricAlarm", { alarmDescription: "5xx." })],
  ["an alarm without an action", monitoring.sendsUsefulAlarms, (g) => set(g, "cloudwatch/metricAlarm", { alarmActions: [] })],
  ["an alarm on missing data", monitoring.sendsUsefulAlarms, (g) => set(g, "cloudwatch/metricAlarm", { treatMissingData: "breaching" })],
  ["an expression over a missing metric", monitoring.sendsUsefulAlarms, (g) => (queries(g, "Alarm-spend")[0].id = "m 1")],
  ["a public topic", monitoring.sendsUsefulAlarms, (g) => editTopicPolicy(g, '"StringEquals"', '"StringLike"')],
  [
    "an alarm on another function",
    monitoring.watchesOnlyWhatExists,
    (g) => (queries(g, "Alarm-concurrency")[0].metric.dimensions.FunctionName = "other"),
  ],
  ["no dashboard", monitoring.showsADashboard, drop("aws:cloudwatch/dashboard:Dashboard")],
  ["a budget with another limit", monitoring.watchesTheBill, (g) => set(g, "budgets/budget", { limitAmount: "10000" })],
]

const prod = JSON.stringify(graphOf({ stage: "prod" }))

test.each(mistakes)("%s is found", (_, check, make) => {
  const graph = JSON.parse(prod) as Graph
  expect(check(graph)).toEqual([])
  make(graph)
  expect(check(graph)).not.toEqual([])
})

const challenged = JSON.stringify(graphOf({ stage: "prod", env: { WAF_CHALLENGE: "on" } }))
const pageRule = (graph: Graph) => acl(graph).rules[4]

test.each<Mistake>([
  ["pages without a challenge", firewall.challengesBrowsers, (g) => acl(g).rules.splice(4, 1)],
  ["turns without a challenge", firewall.challengesBrowsers, (g) => acl(g).rules.splice(5, 1)],
  ["a challenge that no script can pass", firewall.challengesBrowsers, (g) => pageRule(g).statement.andStatement.statements.pop()],
  ["a challenge of signed-in users", firewall.challengesBrowsers, (g) => acl(g).rules[5].statement.andStatement.statements.pop()],
  ["a challenge every five minutes", firewall.challengesBrowsers, (g) => delete pageRule(g).challengeConfig],
])("with the challenge on, %s is found", (_, check, make) => {
  const graph = JSON.parse(challenged) as Graph
  expect(check(graph)).toEqual([])
  make(graph)
  expect(check(graph)).not.toEqual([])
})

test("alarms without a subscriber are found", () => {
  expect(monitoring.isNotWatched(JSON.parse(prod) as Graph).length).toBeGreaterThan(14)
})

const variables = (graph: Graph): Inputs => one(graph, "lambda/function", "ChatFunction").environment.variables
const acl = (graph: Graph) => one(graph, "wafv2/webAcl", "EdgeFirewall")
const turnPath = (graph: Graph) =>
  acl(graph).rules[1].statement.rateBasedStatement.scopeDownStatement.andStatement.statements[1].regexMatchStatement
const overridesOf = (graph: Graph): Inputs[] => acl(graph).rules[3].statement.managedRuleGroupStatement.ruleActionOverrides
const queries = (graph: Graph, name: string) => one(graph, "cloudwatch/metricAlarm", name).metricQueries
const security = (graph: Graph, name: string, inputs: Inputs) =>
  Object.assign(one(graph, "cloudfront/responseHeadersPolicy", "SiteHeaders").securityHeadersConfig[name], inputs)
const editText = (resource: Inputs, from: string, to: string) => (resource.policy = String(resource.policy).replaceAll(from, to))
const editBucketPolicy = (graph: Graph, from: string, to: string) => editText(one(graph, "s3/bucketPolicy", "SiteAssetsPolicy"), from, to)
const editTopicPolicy = (graph: Graph, from: string, to: string) => editText(one(graph, "sns/topicPolicy", "AlarmTopicPolicy"), from, to)
