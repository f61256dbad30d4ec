type Asked = { body?: unknown; headers?: Record<string, string>; parameters?: Record<string, string> }

/** The REST proxy event of a request, as API Gateway creates it. */
export function apiEvent(method: string, resource: string, { body, headers = {}, parameters }: Asked = {}) {
  const path = resource.replace(/\{(\w+)\}/g, (_, name) => parameters?.[name] ?? "")
  const all: Record<string, string> = {
    ...(body !== undefined && { "content-type": "application/json" }),
    "x-forwarded-proto": "https",
    "x-viewer-address": "192.0.2.1",
    ...headers,
  }
  return {
    resource,
    path,
    httpMethod: method,
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: parameters ?? null,
    stageVariables: null,
    requestContext: { requestId: "the-request", httpMethod: method, path, resourcePath: resource, identity: { sourceIp: "192.0.2.1" } },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
  }
}
