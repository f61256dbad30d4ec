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

// The checks of what surrounds the API: each has to say no to the mistake that it is there for.
const mistakes: Mistake[] = [
  ["a secret in the environment", resources.holdsNoSecrets, (g) => Object.assign(variables(g), { PAYMENT_API_KEY: "x" })],
  ["a secret under another name", resources.holdsNoSecrets, (g) => Object.assign(variables(g), { OTHER: "b7".repeat(20) })],
  ["a bucket that can be made public", bucket.isPrivate, (g) => set(g, "s3/bucketPublicAccessBlock", { restrictPublicBuckets: false })],
  ["a bucket that everybody reads", bucket.isPrivate, (g) => editBucketPolicy(g, "cloudfront.amazonaws.com", "*")],
  ["a bucket without TLS", bucket.isReadOverTls, (g) => editBucketPolicy(g, '"false"', '"true"')],
  ["a bucket for every origin", api.allowsNoForeignOrigin, add("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "X", {})],
  ["a shorter HSTS", headers.sendsStrictHeaders, (g) => security(g, "strictTransportSecurity", { accessControlMaxAgeSec: 3600 })],
  [
    "inline scripts",
    headers.sendsStrictHeaders,
    (g) => security(g, "contentSecurityPolicy", { contentSecurityPolicy: "default-src 'self' 'unsafe-inline'" }),
  ],
  [
    "a header that is longer than CloudFront takes",
    headers.sendsStrictHeaders,
    (g) =>
      one(g, "cloudfront/responseHeadersPolicy", "SiteHeaders").customHeadersConfig.items.push({ header: "x", value: "x".repeat(1_784) }),
  ],
  ["no limit per address", firewall.isWatchedByTheFirewall, (g) => acl(g).rules.shift()],
  ["no limit of turns", firewall.limitsTurns, (g) => acl(g).rules.splice(1, 1)],
  ["more turns of one address", firewall.limitsTurns, (g) => (acl(g).rules[1].statement.rateBasedStatement.limit = 1_000)],
  [
    "a limit around which an encoded path leads",
    firewall.limitsTurns,
    (g) => (turnPath(g).textTransformations = [{ priority: 0, type: "NONE" }]),
  ],
  ["stops that count as turns", firewall.limitsTurns, (g) => (turnPath(g).regexString = "^/api/chat")],
  ["two rules of one priority", firewall.isWatchedByTheFirewall, (g) => (acl(g).rules[1].priority = 0)],
  ["an unwanted challenge", firewall.challengesNobody, (g) => (acl(g).rules[0].action = { challenge: {} })],
  ["sampled requests", firewall.isWatchedByTheFirewall, (g) => Object.assign(acl(g).visibilityConfig, { sampledRequestsEnabled: true })],
  [
    "blocked SQL",
    firewall.letsQuestionsPass,
    (g) => Object.assign(acl(g).rules[2].statement.managedRuleGroupStatement, { name: "AWSManagedRulesSQLiRuleSet" }),
  ],
  [
    "blocked bodies",
    firewall.letsQuestionsPass,
    (g) =>
      (acl(g).rules[3].statement.managedRuleGroupStatement.ruleActionOverrides = overridesOf(g).filter(
        ({ name }) => name !== "Log4JRCE_BODY",
      )),
  ],
  ["the firewall's own words", firewall.blocksWithProblems, (g) => (acl(g).customResponseBodies[0].content = "{}")],
  ["a wordless block", firewall.blocksWithProblems, (g) => (acl(g).rules[0].action = { block: {} })],
  ["an alarm less", monitoring.ringsForEveryCause, drop("aws:cloudwatch/metricAlarm:MetricAlarm")],
  [
    "an alarm without description",
    monitoring.ringsWhereItIsHeard,
    (g) => set(g, "cloudwatch/metricAlarm", { alarmDescription: undefined }),
  ],
  ["an alarm that says only what", monitoring.ringsWhereItIsHeard, (g) => set(g, "cloudwatch/metricAlarm", { alarmDescription: "5xx." })],
  ["an alarm that tells nobody", monitoring.ringsWhereItIsHeard, (g) => set(g, "cloudwatch/metricAlarm", { alarmActions: [] })],
  ["an alarm for silence", monitoring.ringsWhereItIsHeard, (g) => set(g, "cloudwatch/metricAlarm", { treatMissingData: "breaching" })],
  ["a sum of what is not there", monitoring.ringsWhereItIsHeard, (g) => (queries(g, "Alarm-spend")[0].id = "m 1")],
  ["a topic for everybody", monitoring.ringsWhereItIsHeard, (g) => editTopicPolicy(g, '"StringEquals"', '"StringLike"')],
  [
    "an alarm on another function",
    monitoring.watchesOnlyWhatExists,
    (g) => (queries(g, "Alarm-concurrency")[0].metric.dimensions.FunctionName = "other"),
  ],
  ["no dashboard", monitoring.showsADashboard, drop("aws:cloudwatch/dashboard:Dashboard")],
  ["a budget of another size", monitoring.watchesTheBill, (g) => set(g, "budgets/budget", { limitAmount: "10000" })],
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
  ["a challenge of people who signed in", firewall.challengesBrowsers, (g) => acl(g).rules[5].statement.andStatement.statements.pop()],
  ["a challenge every five minutes", firewall.challengesBrowsers, (g) => delete pageRule(g).challengeConfig],
])("where the challenge is on: %s is found", (_, check, make) => {
  const graph = JSON.parse(challenged) as Graph
  expect(check(graph)).toEqual([])
  make(graph)
  expect(check(graph)).not.toEqual([])
})

test("alarms where nobody listens are found", () => {
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
