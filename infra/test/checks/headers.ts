import type { Graph } from "../../../tools/synth/graph.ts"
import { type Inputs, one } from "../support/find.ts"
import type { Check } from "./check.ts"
import { signInOriginsOf } from "./sign-in.ts"

// Repeated here, apart from the site's own list, so that a weakened header fails this check (OWASP Secure Headers).
const ofEveryAnswer: Record<string, RegExp> = {
  "strict-transport-security": /^max-age=63072000; includeSubDomains$/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "x-frame-options": /^DENY$/,
}
const ofPages: Record<string, RegExp> = {
  ...ofEveryAnswer,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-embedder-policy": /^require-corp$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /^(?=.*camera=\(\))(?=.*microphone=\(\))(?=.*geolocation=\(\))/,
  "x-permitted-cross-domain-policies": /^none$/,
  "x-dns-prefetch-control": /^off$/,
}
const ofTheApi: Record<string, RegExp> = { ...ofEveryAnswer, "cache-control": /^no-store$/ }
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
]
const apiPolicy = ["default-src 'none'", "frame-ancestors 'none'", "sandbox"]

export const sendsStrictHeaders: Check = (graph) => [
  ...weak(graph, "SiteHeaders", ofPages, [...pagePolicy, connections(graph)]).map((header) => `the site's ${header}`),
  ...weak(graph, "ApiHeaders", ofTheApi, apiPolicy).map((header) => `the API's ${header}`),
]

/** The page may call its own API and the issuer, and no other origin. */
const connections = (graph: Graph): string => ["connect-src 'self'", ...signInOriginsOf(graph)].join(" ")

// CloudFront's limit: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
const maxHeaderValueLength = 1_783

function weak(graph: Graph, name: string, wanted: Record<string, RegExp>, directives: string[]): string[] {
  const policy = one(graph, "cloudfront/responseHeadersPolicy", name)
  const sent = headersOf(policy)
  const csp = (sent["content-security-policy"] ?? "").split("; ")
  const removed = ((policy.removeHeadersConfig?.items ?? []) as Inputs[]).map(({ header }) => header)
  return [
    ...Object.entries(wanted).flatMap(([header, value]) => (value.test(sent[header] ?? "") ? [] : [header])),
    ...directives.filter((directive) => !csp.includes(directive)),
    ...csp.filter((directive) => /unsafe-|https?:|\*/.test(directive) && !directives.includes(directive)),
    ...Object.entries(sent).flatMap(([header, value = ""]) => (value.length > maxHeaderValueLength ? [`${header} is too long`] : [])),
    ...["server", "x-amzn-trace-id"].filter((header) => !removed.includes(header)),
  ]
}

/** The headers that a policy sends, by name. */
export function headersOf({ securityHeadersConfig: security, customHeadersConfig: custom }: Inputs): Record<string, string | undefined> {
  const hsts = security?.strictTransportSecurity
  return {
    "content-security-policy": security?.contentSecurityPolicy?.contentSecurityPolicy,
    "strict-transport-security": `max-age=${hsts?.accessControlMaxAgeSec}${hsts?.includeSubdomains ? "; includeSubDomains" : ""}`,
    "x-content-type-options": security?.contentTypeOptions ? "nosniff" : undefined,
    "referrer-policy": security?.referrerPolicy?.referrerPolicy,
    "x-frame-options": security?.frameOptions?.frameOption,
    ...Object.fromEntries(((custom?.items ?? []) as Inputs[]).map(({ header, value }) => [header, value])),
  }
}
