import { apiHeaders, type ResponseHeader, siteHeaders } from "@parley/site/headers.ts"
import { functionSettings } from "../deployment.ts"
import { signInOrigins } from "../sign-in/origins.ts"

type PolicyArgs = aws.cloudfront.ResponseHeadersPolicyArgs

/** The site's headers, for pages, assets and errors. The local stage sends the same ones. */
export const createSiteHeaders = () =>
  new aws.cloudfront.ResponseHeadersPolicy("SiteHeaders", policy("site", signInOrigins.apply(siteHeaders)))

/** The API's headers. The API sets caching and CORS itself; this policy adds them to responses of the gateway and the edge. */
export const createApiHeaders = () =>
  new aws.cloudfront.ResponseHeadersPolicy("ApiHeaders", {
    ...policy("api", [...apiHeaders, { name: "cache-control", value: "no-store", keep: true }]),
    corsConfig: functionSettings.apply(({ settings }) => cors(settings.allowedOrigins)) as PolicyArgs["corsConfig"],
  })

const cors = (origins: string[]) =>
  origins.length === 0
    ? undefined
    : {
        accessControlAllowOrigins: { items: origins },
        accessControlAllowMethods: { items: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] },
        accessControlAllowHeaders: { items: ["authorization", "content-type", "accept"] },
        accessControlExposeHeaders: { items: ["x-request-id", "retry-after"] },
        accessControlAllowCredentials: true,
        accessControlMaxAgeSec: 7_200,
        originOverride: false,
      }

type EdgeHeader = ResponseHeader & { keep?: true }

function policy(name: string, sent: $util.Input<readonly EdgeHeader[]>): PolicyArgs {
  const headers = $output(sent)
  return {
    name: `${$app.name}-${$app.stage}-${name}`,
    securityHeadersConfig: headers.apply((all) =>
      Object.assign({}, ...all.flatMap(({ name, value }) => securityHeaders[name]?.(value) ?? [])),
    ),
    customHeadersConfig: { items: headers.apply((all) => all.filter(({ name }) => !(name in securityHeaders)).map(customHeader)) },
    removeHeadersConfig: { items: [{ header: "server" }, { header: "x-amzn-trace-id" }] },
  }
}

const customHeader = ({ name, value, keep }: EdgeHeader) => ({ header: name, value, override: !keep })

const override = true
// CloudFront accepts these headers only in its own form.
const securityHeaders: Record<string, (value: string) => PolicyArgs["securityHeadersConfig"]> = {
  "content-security-policy": (value) => ({ contentSecurityPolicy: { contentSecurityPolicy: value, override } }),
  "strict-transport-security": (value) => ({
    strictTransportSecurity: {
      accessControlMaxAgeSec: Number(/max-age=(\d+)/.exec(value)?.[1]),
      includeSubdomains: value.includes("includeSubDomains"),
      override,
    },
  }),
  "x-content-type-options": () => ({ contentTypeOptions: { override } }),
  "referrer-policy": (value) => ({ referrerPolicy: { referrerPolicy: value, override } }),
  "x-frame-options": (value) => ({ frameOptions: { frameOption: value, override } }),
}
