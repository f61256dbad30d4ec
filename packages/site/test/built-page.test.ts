import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { beforeAll, describe, expect, test } from "vitest"
import { cacheControlOf, siteHeaders } from "../headers.ts"

// The scripts loaded before the first message can be typed.
const maxScriptBytes = 40 * 1024

let folder: string
let html: string
beforeAll(async () => {
  folder = await builtSite()
  html = await readFile(join(folder, "index.html"), "utf8")
})

describe("the built page", () => {
  test("contains no inline script, style or event handler", () => {
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/)
  })

  test("requests nothing from other hosts", () => {
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)
    expect(addresses.filter((address) => !/^[/#](?!\/)/.test(address ?? ""))).toEqual([])
  })

  test("is readable and labelled before its script runs", () => {
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    expect(html).toContain('<label class="sr-only" for="message">Message</label>')
    expect(html).toMatch(/<main[ >]/)
    expect(html).toMatch(/<nav [^>]*aria-label="Chats"/)
  })

  test("needs little script before its first use, and preloads all of it", async () => {
    const named = [...html.matchAll(/(?:<script[^>]*src|modulepreload" href)="\/([^"]*)"/g)].map(([, path]) => path ?? "")
    const sources = await Promise.all(named.map((path) => readFile(join(folder, path), "utf8")))
    const imported = sources.flatMap((source) =>
      [...source.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, name]) => `_astro/${name}`),
    )
    expect(imported.filter((path) => !named.includes(path))).toEqual([])
    const bytes = sources.reduce((sum, source) => sum + gzipSync(source, { level: 9 }).length, 0)
    expect(bytes).toBeGreaterThan(10 * 1024)
    expect(bytes).toBeLessThan(maxScriptBytes)
  })

  test("is built from code that makes no HTML from strings", async () => {
    const source = join(import.meta.dirname, "../src")
    for (const file of await readdir(source, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue
      expect(await readFile(join(file.parentPath, file.name), "utf8"), file.name).not.toMatch(
        /innerHTML|insertAdjacentHTML|outerHTML|document\.write/i,
      )
    }
  })
})

describe("response headers", () => {
  test("the content security policy allows files of the page's origin only", () => {
    const policy = siteHeaders().find(({ name }) => name === "content-security-policy")?.value
    expect(policy).not.toContain("unsafe")
    expect(policy?.split("; ").slice(0, 2)).toEqual(["default-src 'none'", "script-src 'self'"])
  })

  test("with sign-in the policy also allows the identity provider", () => {
    const policyOf = (origins: string[]) => siteHeaders(origins).find(({ name }) => name === "content-security-policy")?.value
    const [issuer, tokens] = ["https://id.example.com", "https://tokens.example.com"]
    const expected = policyOf([])?.replace("connect-src 'self';", `connect-src 'self' ${issuer} ${tokens};`)
    expect(policyOf([issuer, tokens])).toBe(expected)
    expect(policyOf([])).toContain("connect-src 'self';")
  })

  test("only files with a hash in their name are cached as immutable", async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
    const paths = files.map((file) => join(file.parentPath, file.name).slice(folder.length + 1))
    const kept = paths.filter((path) => cacheControlOf(path).includes("immutable"))
    expect(kept.filter((path) => !/^_astro\/.*\.[\w-]{8}\.(js|css|woff2)$/.test(path))).toEqual([])
    expect([cacheControlOf("index.html"), cacheControlOf("favicon.svg")]).toEqual(["no-cache", "public, max-age=3600"])
  })
})
