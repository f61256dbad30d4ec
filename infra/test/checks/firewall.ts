import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { isMatch, type WebRequest } from "../support/waf.ts"
import { type Check, unless } from "./check.ts"

export const isWatchedByTheFirewall: Check = (graph) => {
  const firewalls = all(graph, "wafv2/webAcl")
  const [{ rules = [], ...firewall } = {} as Inputs] = firewalls
  const visible = [firewall, ...(rules as Inputs[])].map(({ visibilityConfig }) => visibilityConfig)
  return unless({
    "no firewall": Boolean(one(graph, "cloudfront/distribution", "SiteCdnDistribution").webAclId) && firewalls.length === 1,
    "it is not at the edge": firewall.scope === "CLOUDFRONT" && Boolean(firewall.defaultAction?.allow),
    "no rate limit per address": (rules as Inputs[]).some(
      ({ statement, action }) =>
        statement?.rateBasedStatement?.aggregateKeyType === "IP" &&
        statement.rateBasedStatement.limit <= 2000 &&
        !statement.rateBasedStatement.scopeDownStatement &&
        action?.block?.customResponse?.responseCode === 429,
    ),
    "two rules have the same priority": new Set((rules as Inputs[]).map(({ priority }) => priority)).size === rules.length,
    "known bad requests pass": managed(rules).includes("AWSManagedRulesKnownBadInputsRuleSet"),
    "it has no metrics": visible.every((config) => config?.cloudwatchMetricsEnabled === true),
    "it stores sampled requests with their cookies": visible.every((config) => config?.sampledRequestsEnabled === false),
  })
}

const html = { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" }
const turns = ["/api/chat", "/api/chat/", "/api/%63hat", "/api//chat"].map((path) => ({ method: "POST", path }))
const signedIn = { method: "POST", path: "/api/chat", headers: { authorization: "Bearer eyJ" } }
const pages = ["/", "/c/cnv_1", "/signed-in", "/anything"].map((path) => ({ method: "GET", path, headers: html }))
const others: WebRequest[] = [
  { method: "POST", path: "/api/chat/trn_1/stop" },
  { method: "POST", path: "/api/conversations/adopt" },
  { method: "POST", path: "/api/chatter" },
  { method: "OPTIONS", path: "/api/chat" },
  { method: "GET", path: "/api/conversations", headers: html },
  { method: "GET", path: "/api", headers: html },
  { method: "GET", path: "/_astro/page.js", headers: { accept: "*/*" } },
  { method: "GET", path: "/favicon.svg", headers: { accept: "image/svg+xml" } },
]

/** A turn occupies an execution until its answer is complete, so turns have a rate limit of their own that counts nothing else. */
export const limitsTurns: Check = (graph) => {
  const rate = rulesOf(graph).find(({ statement }) => statement?.rateBasedStatement?.scopeDownStatement) ?? {}
  const { limit, aggregateKeyType, evaluationWindowSec, scopeDownStatement } = (rate as Inputs).statement?.rateBasedStatement ?? {}
  const counts = (request: WebRequest) => Boolean(scopeDownStatement) && isMatch(scopeDownStatement, request)
  return [
    ...unless({
      "one address may begin turns without end":
        limit <= 100 && aggregateKeyType === "IP" && evaluationWindowSec === 300 && (rate as Inputs).action?.block,
    }),
    ...[...turns, signedIn].filter((request) => !counts(request)).map(({ path }) => `${path} is not counted`),
    ...[...others, ...pages].filter(counts).map(({ method, path }) => `${method} ${path} is counted as a turn`),
  ]
}

/** The challenge applies only to pages and anonymous turns: other requests could not pass it. */
export const challengesBrowsers: Check = (graph) => {
  const challenges = rulesOf(graph).filter(({ action }) => action?.challenge)
  const isChallenged = (request: WebRequest) => challenges.some(({ statement }) => isMatch(statement, request))
  return [
    ...[...pages, ...turns].filter((request) => !isChallenged(request)).map(({ path }) => `${path} is not challenged`),
    ...[...others, signedIn].filter(isChallenged).map(({ method, path }) => `${method} ${path} is challenged`),
    ...challenges.flatMap(({ name, challengeConfig }) =>
      unless({ [`${name} asks again within three days`]: challengeConfig?.immunityTimeProperty?.immunityTime === 259_200 }),
    ),
  ]
}

export const challengesNobody: Check = (graph) =>
  rulesOf(graph).flatMap(({ name, action }) => (action?.challenge ? [`${name} challenges`] : []))

/** A message may contain HTML, SQL or the text of an attack. */
export const letsMessagesPass: Check = (graph) => {
  const rules = all(graph, "wafv2/webAcl").flatMap(({ rules }) => rules as Inputs[])
  const blocking = overrides(rules).filter(({ actionToUse }) => actionToUse?.block)
  const counted = overrides(rules).filter(({ actionToUse }) => actionToUse?.count)
  const reading = ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "Log4JRCE_QUERYSTRING", "ReactJSRCE_BODY"]
  return [
    ...managed(rules)
      .filter((name) => !["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"].includes(name))
      .map((name) => `${name} reads bodies`),
    ...blocking.filter(({ name }) => /_(BODY|QUERYSTRING)$/.test(name)).map(({ name }) => `${name} blocks what people write`),
    ...reading.filter((name) => !counted.some((rule) => rule.name === name)).map((name) => `${name} blocks what people write`),
  ]
}

/** A request that the firewall blocks gets the same kind of error as any other refused request. */
export const blocksWithProblems: Check = (graph) => {
  const [{ rules = [], customResponseBodies = [] } = {} as Inputs] = all(graph, "wafv2/webAcl")
  const bodies = new Map((customResponseBodies as Inputs[]).map(({ key, content }) => [key, JSON.parse(content) as Inputs]))
  const blocks = [
    ...(rules as Inputs[]).flatMap(({ name, action }) => (action && !action.challenge ? [{ name, block: action.block }] : [])),
    ...overrides(rules).flatMap(({ name, actionToUse }) => (actionToUse?.block ? [{ name, block: actionToUse.block }] : [])),
  ]
  return [
    ...unless({ "it blocks nothing": blocks.length > 2 }),
    ...blocks.flatMap(({ name, block: { customResponse } }) => {
      const problem = bodies.get(customResponse?.customResponseBodyKey) ?? {}
      const headers = (customResponse?.responseHeaders ?? []) as Inputs[]
      return unless({
        [`${name} answers no problem`]: ["type", "title", "status", "detail", "code"].every((member) => member in problem),
        [`${name} says another status`]: problem.status === customResponse?.responseCode,
        [`${name} may be kept`]: headers.some((header) => header.name === "cache-control" && header.value === "no-store"),
        [`${name} does not say when to come back`]: problem.status !== 429 || headers.some((header) => header.name === "retry-after"),
      })
    }),
  ]
}

const rulesOf = (graph: Graph): Inputs[] => all(graph, "wafv2/webAcl").flatMap(({ rules }) => (rules ?? []) as Inputs[])

const managed = (rules: Inputs[]): string[] => rules.flatMap(({ statement }) => statement?.managedRuleGroupStatement?.name ?? [])

const overrides = (rules: Inputs[]): Inputs[] =>
  rules.flatMap(({ statement }) => (statement?.managedRuleGroupStatement?.ruleActionOverrides ?? []) as Inputs[])
