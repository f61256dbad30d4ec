import { apiHeaders, cacheRules, type ResponseHeader, siteHeaders } from "@parley/site/headers.ts"
import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"
import { headersOf } from "./headers.ts"
import { signInOriginsOf } from "./sign-in.ts"

// Every status whose cache time CloudFront lets users set, except 416, which it never caches. It refuses a distribution that names another one:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-custom-error-pages.html
const cachedErrors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]

const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

export const servesTheApiUncached: Check = (graph) => {
  const distribution = distributionOf(graph)
  const [api] = (distribution.orderedCacheBehaviors ?? []) as Inputs[]
  const origin = originOf(distribution)
  const settings = origin?.customOriginConfig
  return unless({
    "not exactly one behaviour beside the site's": distribution.orderedCacheBehaviors?.length === 1 && api?.pathPattern === "/api/*",
    "answers are cached": api?.cachePolicyId === cachingDisabled,
    "answers are compressed": api?.compress === false,
    "methods are missing": ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].every((method) => api?.allowedMethods?.includes(method)),
    "the Host of the site is passed on, or the token of a person is not":
      api?.originRequestPolicyId === "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "plain HTTP is served": [api, distribution.defaultCacheBehavior].every((b) => b?.viewerProtocolPolicy === "redirect-to-https"),
    "the origin is not the stage": origin?.originPath === `/${one(graph, "apigateway/stage", "ApiStage").stageName}`,
    "a stream may end after less than a minute of silence": settings?.originReadTimeout === 60,
    "the way to the API is not HTTPS":
      settings?.originProtocolPolicy === "https-only" && settings?.originSslProtocols?.join() === "TLSv1.2",
    "errors are replaced": errorsOf(distribution).every(({ responsePagePath, responseCode }) => !responsePagePath && !responseCode),
    "an error status is one that CloudFront refuses": errorsOf(distribution).every(({ errorCode }) => cachedErrors.includes(errorCode)),
    "errors are cached": cachedErrors.every((code) =>
      errorsOf(distribution).some(({ errorCode, errorCachingMinTtl }) => errorCode === code && errorCachingMinTtl === 0),
    ),
  })
}

export const sendsTheEdgeKey: Check = (graph) => {
  const headers = (originOf(distributionOf(graph))?.customHeaders ?? []) as Inputs[]
  const keys = graph.filter(({ type }) => type === "aws:apigateway/apiKey:ApiKey").map(({ name }) => `value-of-${name}`)
  return unless({ "the key is not sent": headers.some(({ name, value }) => name === "x-api-key" && keys.includes(value)) })
}

export const preparesApiRequests: Check = (graph) => {
  const [api] = (distributionOf(graph).orderedCacheBehaviors ?? []) as Inputs[]
  const { code = "", runtime } = one(graph, "cloudfront/function", "ApiViewerRequest")
  return unless({
    "no function rewrites the request": api?.functionAssociations?.[0]?.eventType === "viewer-request",
    "the function is not a program of the edge":
      runtime === "cloudfront-js-2.0" && /^function handler\(event\)/.test(code) && !code.includes("__name"),
    "the viewer's address is not overwritten": code.includes("x-viewer-address"),
  })
}

export const sendsTheHeaders: Check = (graph) => {
  const distribution = distributionOf(graph)
  const [api] = (distribution.orderedCacheBehaviors ?? []) as Inputs[]
  return [
    ...unless({
      "the site has no headers policy": distribution.defaultCacheBehavior?.responseHeadersPolicyId === "SiteHeaders-id",
      "the API has no headers policy": api?.responseHeadersPolicyId === "ApiHeaders-id",
    }),
    ...missingHeaders(one(graph, "cloudfront/responseHeadersPolicy", "SiteHeaders"), siteHeaders(signInOriginsOf(graph))).map(
      (name) => `the site lacks ${name}`,
    ),
    ...missingHeaders(one(graph, "cloudfront/responseHeadersPolicy", "ApiHeaders"), apiHeaders).map((name) => `the API lacks ${name}`),
  ]
}

export const uploadsWithCacheRules: Check = (graph) => {
  const files = (graph.find(({ name }) => name.startsWith("SiteAssetFiles"))?.inputs.files ?? []) as Inputs[]
  return [
    ...unless({ "index.html is missing": files.some(({ key }) => key === "index.html") }),
    ...files
      .filter(({ key, cacheControl }) => cacheRules.find((rule) => rule.files.test(key))?.cacheControl !== cacheControl)
      .map(({ key, cacheControl }) => `${key} is kept ${cacheControl}`),
  ]
}

export const logsNoSearches: Check = (graph) => {
  const [delivery] = all(graph, "cloudwatch/logDelivery")
  const fields: string[] = delivery?.recordFields ?? []
  return unless({
    "requests are not logged": fields.includes("cs-uri-stem") && fields.includes("sc-status"),
    "queries, cookies, tokens or addresses are logged": !fields.some((field) =>
      /query|Cookie|authorization|c-ip|x-forwarded-for|Referer/i.test(field),
    ),
  })
}

/** The resources of the distribution in us-east-1 carry the stage's tags, like all other resources. */
export const tagsTheEdge: Check = (graph) => {
  const { stageName } = one(graph, "apigateway/stage", "ApiStage")
  const { defaultTags } = one(graph, "pulumi:providers:aws", "EdgeRegion")
  const { tags } = (typeof defaultTags === "string" ? JSON.parse(defaultTags) : (defaultTags ?? {})) as { tags?: Inputs }
  return unless({ "the edge has no tags": tags?.["sst:app"] === "parley" && tags["sst:stage"] === stageName })
}

export const servesModernTls: Check = (graph) => {
  const { viewerCertificate } = distributionOf(graph)
  return unless({
    "old TLS versions are allowed": viewerCertificate?.minimumProtocolVersion === "TLSv1.2_2021",
    "the certificate is not its own": Boolean(viewerCertificate?.acmCertificateArn) && viewerCertificate?.sslSupportMethod === "sni-only",
  })
}

export const createsNoSite: Check = (graph) =>
  graph.filter(({ type }) => /^aws:(cloudfront|s3\/bucket:|wafv2)/.test(type)).map(({ type, name }) => `${type} ${name}`)

const distributionOf = (graph: Graph) => one(graph, "cloudfront/distribution", "SiteCdnDistribution")

const errorsOf = (distribution: Inputs) => (distribution.customErrorResponses ?? []) as Inputs[]

const originOf = (distribution: Inputs) => (distribution.origins as Inputs[] | undefined)?.find(({ originId }) => originId === "api")

function missingHeaders(policy: Inputs, headers: readonly ResponseHeader[]): string[] {
  const sent = headersOf(policy)
  return headers.filter(({ name, value }) => sent[name] !== value).map(({ name }) => name)
}
