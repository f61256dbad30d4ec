import { randomUUID } from "node:crypto"
import type { IncomingMessage } from "node:http"
import type { Match } from "./resource.ts"
import { viewerAddress } from "./viewer-address.ts"

type Lists = Record<string, string[]>

// Headers that API Gateway removes, and headers that the edge and the gateway overwrite.
const dropped =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|x-viewer-address|x-forwarded-(for|port|proto)|x-api-key)$/i

/** Turns a request into the REST proxy event (format 1.0) that API Gateway sends to a function. `url.pathname` comes without `/api`. */
export function proxyEvent(request: IncomingMessage, url: URL, body: Buffer, match: Match, requestId: string) {
  const sourceIp = request.socket.remoteAddress ?? "127.0.0.1"
  const multiValueHeaders = headerLists(request, sourceIp)
  const query = queryLists(url.searchParams)
  const now = new Date()
  return {
    resource: match.resource,
    path: url.pathname,
    httpMethod: request.method ?? "GET",
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query && lastOfEach(query),
    multiValueQueryStringParameters: query,
    pathParameters: match.pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      stage: "local",
      protocol: "HTTP/1.1",
      requestId,
      extendedRequestId: randomUUID(),
      requestTime: now.toUTCString(),
      requestTimeEpoch: now.getTime(),
      httpMethod: request.method ?? "GET",
      path: `/local${url.pathname}`,
      resourcePath: match.resource,
      domainName: url.hostname,
      identity: { sourceIp: viewerIp(sourceIp), userAgent: request.headers["user-agent"] ?? null },
    },
    // The API has no binary media types: API Gateway decodes every body as text.
    body: body.length ? body.toString("utf8") : null,
    isBase64Encoded: false,
  }
}

const viewerIp = (ip: string) => ip.replace(/^::ffff:/i, "")

// Keeps the header names as the client wrote them, as API Gateway does.
function headerLists(request: IncomingMessage, sourceIp: string): Lists {
  const lists = new Map<string, string[]>()
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const [name = "", value = ""] = request.rawHeaders.slice(i, i + 2)
    if (!dropped.test(name)) lists.set(name, [...(lists.get(name) ?? []), value])
  }
  lists.set("X-Forwarded-For", [viewerIp(sourceIp)])
  lists.set("X-Forwarded-Port", [String(request.socket.localPort)])
  lists.set("X-Forwarded-Proto", ["http"])
  lists.set("x-viewer-address", [viewerAddress(sourceIp)])
  return Object.fromEntries(lists)
}

function queryLists(parameters: URLSearchParams): Lists | null {
  const names = [...new Set(parameters.keys())]
  return names.length ? Object.fromEntries(names.map((name) => [name, parameters.getAll(name)])) : null
}

const lastOfEach = (lists: Lists) => Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? ""]))
