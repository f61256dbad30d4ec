import { statusOf } from "@parley/api/status.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"
import { stackSettings } from "../deployment.ts"
import { anonymousTurn, chatTurn, page } from "./firewall-matches.ts"
import { edgeRegion } from "./region.ts"

type ManagedSet = { name: string; blocking: string[]; counting: string[] }

// AWS's managed rules by name, because only a named rule can send our own response. Rules that read the body or the query only count: a message may
// contain `${jndi:`, HTML or SQL. Rules that AWS adds later block with CloudFront's own page.
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

// The maximum of WAF, three days: https://docs.aws.amazon.com/waf/latest/APIReference/API_ImmunityTimeProperty.html
const immunitySeconds = 259_200

// A browser passes the challenge by a script of WAF before it gets the page, and keeps the proof in a cookie. `POST /api/chat` without the proof gets
// 202 with the header x-amzn-waf-action and does not reach the API.
const challenge = (name: string, statement: typeof page) => ({
  name,
  action: { challenge: {} },
  statement,
  challengeConfig: { immunityTimeProperty: { immunityTime: immunitySeconds } },
  visibilityConfig: visibility(name),
})

/** A web ACL for the distribution: rate limits by address, known bad addresses, known bad requests, and the browser challenge if it is on. */
export const createFirewall = () =>
  new aws.wafv2.WebAcl(
    "EdgeFirewall",
    {
      name: `${$app.name}-${$app.stage}-edge`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      customResponseBodies: Object.entries(answers).map(([key, { content }]) => ({ key, contentType: "APPLICATION_JSON", content })),
      rules: [
        // Per five minutes, the window of WAF: far above an office behind one address, far below a flood.
        perAddress("RequestsPerAddress", { limit: 2000 }),
        // Each of these requests occupies an execution until its answer is complete.
        perAddress("TurnsPerAddress", { limit: 100, scopeDownStatement: chatTurn }),
        ...managedSets.map(managed),
        ...(stackSettings.wafChallenge ? [challenge("ChallengedPages", page), challenge("ChallengedTurns", anonymousTurn)] : []),
      ].map((rule, priority) => ({ ...rule, priority })),
      visibilityConfig: visibility("EdgeFirewall"),
    },
    { provider: edgeRegion },
  )

// WAF rate limits an IPv6 address by all 128 bits only. The functions limit each /64 (viewer-request.ts).
const perAddress = (name: string, counted: { limit: number; scopeDownStatement?: typeof chatTurn }) => ({
  name,
  action: block("too-many", [{ name: "retry-after", value: String(waitSeconds) }]),
  statement: { rateBasedStatement: { ...counted, aggregateKeyType: "IP", evaluationWindowSec: waitSeconds } },
  visibilityConfig: visibility(name),
})

const managed = ({ name, blocking, counting }: ManagedSet) => ({
  name,
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

// WAF sets the content type itself: application/json instead of application/problem+json.
function block(answer: keyof typeof answers, headers: { name: string; value: string }[] = []) {
  const responseHeaders = [{ name: "cache-control", value: "no-store" }, ...headers]
  return { block: { customResponse: { responseCode: answers[answer].status, customResponseBodyKey: answer, responseHeaders } } }
}

// WAF has no request id.
function problem(code: ErrorCode, detail: string, extras: { retryAfter?: number } = {}) {
  const status = statusOf[code]
  const { title } = errorCodes[code]
  return { status, content: JSON.stringify({ type: "about:blank", title, status, detail, code, ...extras }) }
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName }
}
