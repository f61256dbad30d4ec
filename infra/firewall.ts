import { errorCodes } from "@parley/core/visible-error.ts"
import { edgeRegion } from "./edge-region.ts"

// Rules of the managed set that read the body or the query are only counted: a question may hold `${jndi:`, HTML or SQL.
const countedOnly = [
  "Log4JRCE_BODY",
  "Log4JRCE_QUERYSTRING",
  "JavaDeserializationRCE_BODY",
  "JavaDeserializationRCE_QUERYSTRING",
  "ReactJSRCE_BODY",
]

// An answer of the firewall has no request id to name; its other members are those of every problem.
const tooMany = { type: "about:blank", title: errorCodes["rate.exceeded"].title, status: 429, code: "rate.exceeded", retryAfter: 300 }

const visibility = (name: string) => ({ cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName: name })

/** A web ACL for the distribution: too many requests of one address, known bad addresses, known bad requests. */
export function createFirewall() {
  const managed = (name: string, priority: number, counted: string[]) => ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  })
  return new aws.wafv2.WebAcl(
    "EdgeFirewall",
    {
      name: `${$app.name}-${$app.stage}-edge`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      customResponseBodies: [{ key: "too-many", contentType: "APPLICATION_JSON", content: JSON.stringify(tooMany) }],
      rules: [
        {
          name: "RequestsPerAddress",
          priority: 0,
          action: {
            block: {
              customResponse: {
                responseCode: 429,
                customResponseBodyKey: "too-many",
                responseHeaders: [{ name: "retry-after", value: "300" }],
              },
            },
          },
          // Per five minutes, the window of WAF: far above an office behind one address, far below a flood.
          statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
          visibilityConfig: visibility("RequestsPerAddress"),
        },
        managed("AWSManagedRulesAmazonIpReputationList", 1, []),
        managed("AWSManagedRulesKnownBadInputsRuleSet", 2, countedOnly),
      ],
      visibilityConfig: visibility("EdgeFirewall"),
    },
    { provider: edgeRegion },
  )
}
