import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"
import { edgeRegion } from "./edge-region.ts"

type ManagedSet = { name: string; blocking: string[]; counting: string[] }

// AWS's sets, rule by rule, since only a rule that is named here gets an answer of ours. Rules that read the body or the query are only counted:
// a question may hold `${jndi:`, HTML or SQL. A rule that AWS adds blocks with CloudFront's own page.
const managedSets: ManagedSet[] = [
  {
    name: "AWSManagedRulesAmazonIpReputationList",
    blocking: ["AWSManagedIPReputationList", "AWSManagedReconnaissanceList"],
    counting: ["AWSManagedIPDDoSList"],
  },
  {
    name: "AWSManagedRulesKnownBadInputsRuleSet",
    blocking: [
      "JavaDeserializationRCE_HEADER",
      "JavaDeserializationRCE_URIPATH",
      "Host_localhost_HEADER",
      "PROPFIND_METHOD",
      "ExploitablePaths_URIPATH",
      "Log4JRCE_HEADER",
      "Log4JRCE_URIPATH",
    ],
    counting: [
      "JavaDeserializationRCE_BODY",
      "JavaDeserializationRCE_QUERYSTRING",
      "Log4JRCE_BODY",
      "Log4JRCE_QUERYSTRING",
      "ReactJSRCE_BODY",
    ],
  },
]

const waitSeconds = 300
const answers = {
  "too-many": problem("rate.exceeded", "Too many requests came from this address. Try again later.", { retryAfter: waitSeconds }),
  refused: problem("auth.forbidden", "The site's firewall does not let this request through."),
}

/** A web ACL for the distribution: too many requests of one address, known bad addresses, known bad requests. */
export const createFirewall = () =>
  new aws.wafv2.WebAcl(
    "EdgeFirewall",
    {
      name: `${$app.name}-${$app.stage}-edge`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      customResponseBodies: Object.entries(answers).map(([key, { content }]) => ({ key, contentType: "APPLICATION_JSON", content })),
      rules: [
        {
          name: "RequestsPerAddress",
          priority: 0,
          action: block("too-many", [{ name: "retry-after", value: String(waitSeconds) }]),
          // Per five minutes, the window of WAF: far above an office behind one address, far below a flood.
          statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
          visibilityConfig: visibility("RequestsPerAddress"),
        },
        ...managedSets.map(managed),
      ],
      visibilityConfig: visibility("EdgeFirewall"),
    },
    { provider: edgeRegion },
  )

const managed = ({ name, blocking, counting }: ManagedSet, index: number) => ({
  name,
  priority: index + 1,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name,
      ruleActionOverrides: [
        ...blocking.map((rule) => ({ name: rule, actionToUse: block("refused") })),
        ...counting.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      ],
    },
  },
  visibilityConfig: visibility(name),
})

// WAF names the content type itself: application/json, whatever the problem's own would be.
function block(answer: keyof typeof answers, headers: { name: string; value: string }[] = []) {
  const responseHeaders = [{ name: "cache-control", value: "no-store" }, ...headers]
  return { block: { customResponse: { responseCode: answers[answer].status, customResponseBodyKey: answer, responseHeaders } } }
}

// No request id: WAF has none to name.
function problem(code: ErrorCode, detail: string, extras: { retryAfter?: number } = {}) {
  const { status, title } = errorCodes[code]
  return { status, content: JSON.stringify({ type: "about:blank", title, status, detail, code, ...extras }) }
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName }
}
