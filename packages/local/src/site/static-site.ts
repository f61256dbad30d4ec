import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import type { IncomingMessage, ServerResponse } from "node:http"
import { extname, join, relative, sep } from "node:path"
import { gzipSync } from "node:zlib"
import { cacheControlOf, siteHeaders } from "@parley/site/headers.ts"

type SiteFile = { body: Buffer; gzipped?: Buffer; type: string; etag: string; cacheControl: string }
type Serve = (request: IncomingMessage, response: ServerResponse, url: URL) => void

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml; charset=utf-8",
}

/** Serves a built site as the distribution does. Paths without a file belong to the page (deep links); missing assets are 404. */
export async function createStaticSite(folder: string, signInOrigins: readonly string[] = []): Promise<Serve> {
  const files = await readFiles(folder)
  const headers = siteHeaders(signInOrigins)
  return (request, response, url) => {
    for (const { name, value, httpsOnly } of headers) if (!httpsOnly) response.setHeader(name, value)
    if (request.method !== "GET" && request.method !== "HEAD") return answerText(response, 405, "Method not allowed")
    const file = findFile(files, url.pathname)
    if (!file) return answerText(response, 404, "Not found")
    answerFile(request, response, file)
  }
}

function answerFile({ method, headers }: IncomingMessage, response: ServerResponse, file: SiteFile): void {
  response.setHeader("content-type", file.type)
  response.setHeader("cache-control", file.cacheControl)
  response.setHeader("etag", file.etag)
  if (file.gzipped) response.setHeader("vary", "accept-encoding")
  if (headers["if-none-match"] === file.etag) return void response.writeHead(304).end()
  const gzipped = /\bgzip\b/.test(headers["accept-encoding"] ?? "") ? file.gzipped : undefined
  if (gzipped) response.setHeader("content-encoding", "gzip")
  const body = gzipped ?? file.body
  response.setHeader("content-length", body.length)
  response.end(method === "HEAD" ? undefined : body)
}

// The site is small enough for memory. No request can reach the file system.
async function readFiles(folder: string): Promise<Map<string, SiteFile>> {
  const files = new Map<string, SiteFile>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).split(sep).join("/")
    const body = await readFile(path)
    const type = types[extname(name)] ?? "application/octet-stream"
    files.set(`/${name}`, {
      body,
      ...(isCompressed(type, body) && { gzipped: gzipSync(body) }),
      type,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      cacheControl: cacheControlOf(name),
    })
  }
  return files
}

// CloudFront compresses text of at least 1,000 bytes ("Serve compressed files", CloudFront developer guide).
const isCompressed = (type: string, body: Buffer) => body.length >= 1_000 && /^text\/|json|svg|xml/.test(type)

function findFile(files: Map<string, SiteFile>, pathname: string): SiteFile | undefined {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  return files.get(path) ?? files.get(join(path, "index.html")) ?? (extname(path) ? undefined : files.get("/index.html"))
}

function answerText(response: ServerResponse, status: number, text: string) {
  response.statusCode = status
  response.setHeader("content-type", "text/plain; charset=utf-8")
  response.setHeader("cache-control", "no-store")
  response.end(`${text}\n`)
}
