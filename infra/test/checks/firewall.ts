import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

export const isWatchedByTheFirewall: Check = (graph) => {
  const firewalls = all(graph, "wafv2/webAcl")
  const [{ rules = [], ...firewall } = {} as Inputs] = firewalls
  const visible = [firewall, ...(rules as Inputs[])].map(({ visibilityConfig }) => visibilityConfig)
  return unless({
    "no firewall": Boolean(one(graph, "cloudfront/distribution", "SiteCdnDistribution").webAclId) && firewalls.length === 1,
    "it is not of the edge": firewall.scope === "CLOUDFRONT" && Boolean(firewall.defaultAction?.allow),
    "one address may ask without end": (rules as Inputs[]).some(
      ({ statement, action }) =>
        statement?.rateBasedStatement?.aggregateKeyType === "IP" &&
        statement.rateBasedStatement.limit <= 2000 &&
        action?.block?.customResponse?.responseCode === 429,
    ),
    "known bad requests pass": managed(rules).includes("AWSManagedRulesKnownBadInputsRuleSet"),
    "it is not measured": visible.every((config) => config?.cloudwatchMetricsEnabled === true),
    "it keeps requests, with their cookies": visible.every((config) => config?.sampledRequestsEnabled === false),
  })
}

/** A question may hold HTML, SQL or the text of an attack. */
export const letsQuestionsPass: Check = (graph) => {
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

/** What the firewall blocks is answered like everything else that is refused. */
export const blocksWithProblems: Check = (graph) => {
  const [{ rules = [], customResponseBodies = [] } = {} as Inputs] = all(graph, "wafv2/webAcl")
  const bodies = new Map((customResponseBodies as Inputs[]).map(({ key, content }) => [key, JSON.parse(content) as Inputs]))
  const blocks = [
    ...(rules as Inputs[]).flatMap(({ name, action }) => (action ? [{ name, block: action.block }] : [])),
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

const managed = (rules: Inputs[]): string[] => rules.flatMap(({ statement }) => statement?.managedRuleGroupStatement?.name ?? [])

const overrides = (rules: Inputs[]): Inputs[] =>
  rules.flatMap(({ statement }) => (statement?.managedRuleGroupStatement?.ruleActionOverrides ?? []) as Inputs[])
