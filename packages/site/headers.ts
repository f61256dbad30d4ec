/** A response header; `httpsOnly` ones must not be sent over plain HTTP. */
export type ResponseHeader = { name: string; value: string; httpsOnly?: true }

const contentSecurityPolicy = (signInOrigins: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["connect-src 'self'", ...signInOrigins].join(" "),
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    // The composer is a form for its semantics only: a script sends it, the browser never submits it.
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ")

// All features that the page does not use. Copying needs clipboard-write.
const permissionsPolicy = [
  "accelerometer=()",
  "camera=()",
  "clipboard-read=()",
  "clipboard-write=(self)",
  "display-capture=()",
  "fullscreen=()",
  "geolocation=()",
  "gyroscope=()",
  "magnetometer=()",
  "microphone=()",
  "midi=()",
  "payment=()",
  "publickey-credentials-get=()",
  "screen-wake-lock=()",
  "serial=()",
  "usb=()",
  "xr-spatial-tracking=()",
].join(", ")

const always: readonly ResponseHeader[] = [
  { name: "strict-transport-security", value: "max-age=63072000; includeSubDomains", httpsOnly: true },
  { name: "x-content-type-options", value: "nosniff" },
  { name: "referrer-policy", value: "no-referrer" },
  { name: "cross-origin-resource-policy", value: "same-origin" },
  { name: "x-frame-options", value: "DENY" },
]

/**
 * Headers of every response of the site: pages, assets and its 404s (OWASP Secure Headers; ASVS 5.0 §3.4). The page may call its own API and
 * `signInOrigins`, those of the identity provider.
 */
export const siteHeaders = (signInOrigins: readonly string[] = []): readonly ResponseHeader[] => [
  ...always,
  { name: "content-security-policy", value: contentSecurityPolicy(signInOrigins) },
  { name: "cross-origin-opener-policy", value: "same-origin" },
  { name: "cross-origin-embedder-policy", value: "require-corp" },
  { name: "permissions-policy", value: permissionsPolicy },
  { name: "x-permitted-cross-domain-policies", value: "none" },
  { name: "x-dns-prefetch-control", value: "off" },
]

/**
 * Headers of every response under `/api`, also of the gateway and the edge: never rendered, never framed. Caching (`no-store`), CORS and
 * the request id are set by the API itself. No `cross-origin-resource-policy`: allowed origins read the API by CORS.
 */
export const apiHeaders: readonly ResponseHeader[] = [
  ...always.filter(({ name }) => name !== "cross-origin-resource-policy"),
  { name: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'; sandbox" },
]

/** How long browsers cache a file of the site. The first rule whose pattern matches the path in `dist` (no leading slash) applies. */
export const cacheRules: readonly { files: RegExp; glob: string; cacheControl: string }[] = [
  // The names contain a hash of the content.
  { files: /^_astro\//, glob: "_astro/**", cacheControl: "public, max-age=31536000, immutable" },
  { files: /\.html$/, glob: "**/*.html", cacheControl: "no-cache" },
  { files: /./, glob: "**", cacheControl: "public, max-age=3600" },
]

/** The `cache-control` of a file in `dist`. */
export const cacheControlOf = (file: string): string => cacheRules.find(({ files }) => files.test(file))?.cacheControl ?? "no-cache"
