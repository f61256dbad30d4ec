import { cacheRules } from "@parley/site/headers.ts"
import { domain, stage } from "./deployment.ts"
import { createFirewall } from "./edge/firewall.ts"
import { createApiHeaders, createSiteHeaders } from "./edge/headers.ts"
import { edgeKey } from "./edge/key.ts"
import { logRequests } from "./edge/log.ts"
import { viewerRequestCode } from "./edge/viewer-request.ts"
import { apiOrigin, apiUrl } from "./gateway/gateway.ts"

// CloudFront's managed policies: CachingDisabled, and all headers but Host, which API Gateway would not recognize. Only a policy of all headers may
// forward `Authorization`, and only where nothing is cached:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

// Every error status that CloudFront caches by default. It refuses a distribution that names another one, such as 410:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-custom-error-pages.html
const keptErrors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]

/**
 * The distribution serves the site at `/*` and the API at `/api/*`. `sst dev` creates no distribution. Astro then serves the page on this machine
 * and forwards `/api` with the key to the API (the two variables below).
 */
const site = new sst.aws.StaticSite("Site", {
  path: "packages/site",
  // Set by a pipeline that built the site in a job without permissions.
  build: { command: process.env.SITE_BUILT === "on" ? "true" : "npm run build", output: "dist" },
  dev: { command: "npm run dev -- --config ../../infra/live-site.config.ts", url: "http://localhost:4321" },
  environment: $dev ? { DEV_API_URL: apiUrl, DEV_API_KEY: edgeKey } : {},
  domain,
  // No `errorPage`: it would replace the API's errors too. An unknown path, such as /c/{id}, gets index.html.
  assets: {
    // The last matching entry wins in SST, the first one in cacheRules.
    fileOptions: cacheRules.map(({ glob, cacheControl }) => ({ files: glob, cacheControl })).reverse(),
  },
  transform: {
    // Only the distribution reads the bucket. SST's CORS would allow every origin.
    assets: { cors: false },
    cdn: (cdn) => {
      const siteHeaders = createSiteHeaders()
      cdn.comment = `${$app.name} ${$app.stage}`
      cdn.origins = $output(cdn.origins).apply((origins) => [...origins, createApiOrigin()])
      cdn.defaultCacheBehavior = $output(cdn.defaultCacheBehavior).apply((behaviour) => ({
        ...behaviour,
        allowedMethods: ["GET", "HEAD"],
        responseHeadersPolicyId: siteHeaders.id,
      }))
      cdn.orderedCacheBehaviors = [createApiBehaviour()]
      // Only durations, no error pages: the edge would cache an error of the API, with its cookie, for ten seconds.
      cdn.customErrorResponses = keptErrors.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 }))
      if (stage.firewall) cdn.webAclArn = createFirewall().arn
      cdn.transform = { distribution: { httpVersion: "http2and3", isIpv6Enabled: true } }
    },
  },
})

// Not in `sst dev`, where there is no distribution.
const distribution = site.nodes.cdn?.nodes.distribution
if (stage.edgeLog && distribution) logRequests(distribution.arn)

export const siteUrl = site.url
/** Empty in `sst dev`. */
export const distributionId = distribution?.id ?? ""

function createApiOrigin() {
  return {
    originId: "api",
    ...apiOrigin,
    customHeaders: [{ name: "x-api-key", value: edgeKey }],
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
      // Seconds of silence. A stream sends a ping every 10 s, and a JSON answer arrives within 45 s.
      originReadTimeout: 60,
      originKeepaliveTimeout: 60,
    },
  }
}

function createApiBehaviour() {
  const viewerRequest = new aws.cloudfront.Function("ApiViewerRequest", {
    name: `${$app.name}-${$app.stage}-api`,
    runtime: "cloudfront-js-2.0",
    code: viewerRequestCode,
  })
  return {
    pathPattern: "/api/*",
    targetOriginId: "api",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
    cachedMethods: ["GET", "HEAD"],
    // Compression would buffer the pieces of a stream.
    compress: false,
    cachePolicyId: cachingDisabled,
    originRequestPolicyId: allViewerExceptHostHeader,
    responseHeadersPolicyId: createApiHeaders().id,
    functionAssociations: [{ eventType: "viewer-request", functionArn: viewerRequest.arn }],
  }
}
