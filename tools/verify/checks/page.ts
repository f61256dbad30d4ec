import { type Check, expectThat } from "../check.ts"

const headersOfPage: Record<string, RegExp> = {
  "content-security-policy":
    /^(?=.*default-src 'none')(?=.*script-src 'self')(?=.*frame-ancestors 'none')(?=.*require-trusted-types-for 'script')/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "x-frame-options": /^DENY$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-embedder-policy": /^require-corp$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
}
const headersOfApi: Record<string, RegExp> = {
  "content-security-policy": /^default-src 'none'; frame-ancestors 'none'; sandbox$/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "x-frame-options": /^DENY$/,
  "cache-control": /^no-store$/,
  "x-request-id": /./,
}
const overHttps: Record<string, RegExp> = { "strict-transport-security": /^max-age=\d{7,}/ }

const wrongIn = (headers: Headers, expected: Record<string, RegExp>, url: string): string[] =>
  Object.entries({ ...expected, ...(url.startsWith("https:") && overHttps) }).flatMap(([name, pattern]) =>
    pattern.test(headers.get(name) ?? "") ? [] : `${name}: ${headers.get(name) ?? "missing"}`,
  )

export const pageChecks: Check[] = [
  {
    name: "the page",
    advice: "Look at the site's bucket and the distribution's default root object; deploy again.",
    async run({ client }) {
      const page = await client.ask("/")
      expectThat(page.status === 200 && page.headers.get("content-type")?.startsWith("text/html"), `GET / answered ${page.status}`)
      const deep = await client.ask("/c/cnv_00000000000000000000000000", { headers: { accept: "text/html" } })
      expectThat(deep.text === page.text, `a chat's address answered ${deep.status} and another page`)
      return `200, ${page.text.length} characters, also at a chat's address`
    },
  },
  {
    name: "the page's files",
    advice: "Look at the cache rules of the upload (packages/site/headers.ts) and of the distribution.",
    async run({ client }) {
      const page = await client.ask("/")
      expectThat(page.headers.get("cache-control") === "no-cache", `the page's cache-control is ${page.headers.get("cache-control")}`)
      const [script] = /\/_astro\/[^"']+\.js/.exec(page.text) ?? []
      expectThat(script, "the page names no script")
      const file = await client.ask(script)
      expectThat(file.status === 200, `${script} answered ${file.status}`)
      const kept = file.headers.get("cache-control") ?? ""
      expectThat(kept.includes("immutable"), `${script} has cache-control ${kept}`)
      const missing = await client.ask("/_astro/missing.js")
      expectThat(missing.status === 404, `a missing file answered ${missing.status}`)
      return `${script} is kept for a year, a missing file is 404`
    },
  },
  {
    name: "headers of the page",
    advice: "Look at the distribution's response headers policy (infra/edge/headers.ts).",
    async run({ client, url }) {
      for (const path of ["/", "/_astro/missing.js"]) {
        const { headers } = await client.ask(path)
        const wrong = wrongIn(headers, headersOfPage, url)
        expectThat(wrong.length === 0, `${path} has ${wrong.join(", ")}`)
      }
      return `${Object.keys(headersOfPage).length} security headers, on a 404 too`
    },
  },
  {
    name: "headers of the API",
    advice: "Look at the API's response headers policy (infra/edge/headers.ts) and the gateway responses.",
    async run({ client, url }) {
      for (const path of ["/api/health", "/api/nothing-here", "/api/conversations/cnv_00000000000000000000000000"]) {
        const { headers } = await client.ask(path)
        const wrong = wrongIn(headers, headersOfApi, url)
        expectThat(wrong.length === 0, `${path} has ${wrong.join(", ")}`)
      }
      return `${Object.keys(headersOfApi).length} headers, on errors too`
    },
  },
]
