import { isDeepStrictEqual } from "node:util"
import { preflightFunction, routes } from "@parley/functions/routes.ts"
import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

/** `METHOD /resource -> function` of every method that the gateway serves. */
export function deployedRoutes(graph: Graph): string[] {
  const paths = resourcePaths(graph)
  const integrations = all(graph, "apigateway/integration")
  return all(graph, "apigateway/method")
    .map(({ httpMethod, resourceId }) => {
      const { uri } = integrations.find((i) => i.httpMethod === httpMethod && i.resourceId === resourceId) ?? {}
      return `${httpMethod} ${paths.get(resourceId)} -> ${functionOf(graph, uri ?? "")}`
    })
    .sort()
}

export const hasExactlyTheRoutes: Check = (graph) => {
  const paths = [...new Set(routes.map(({ path }) => path))]
  const preflights = paths.map((path) => ({ method: "OPTIONS", path, function: preflightFunction }))
  const expected = [...routes, ...preflights].map((route) => `${route.method} ${route.path} -> ${route.function}`).sort()
  const deployed = deployedRoutes(graph)
  return [
    ...expected.filter((route) => !deployed.includes(route)).map((route) => `missing: ${route}`),
    ...deployed.filter((route) => !expected.includes(route)).map((route) => `extra: ${route}`),
  ]
}

export const streamsEveryAnswer: Check = (graph) =>
  all(graph, "apigateway/integration").flatMap(({ responseTransferMode, timeoutMilliseconds, type, uri, resourceId, httpMethod }) => {
    const fn = lambdaOf(graph, uri ?? "")
    return unless({
      [`${httpMethod} ${resourceId} does not stream`]: responseTransferMode === "STREAM" && /response-streaming-invocations$/.test(uri),
      [`${httpMethod} ${resourceId} is no proxy`]: type === "AWS_PROXY",
      [`${httpMethod} ${resourceId} may be cut before its function ends`]: timeoutMilliseconds >= Math.min(fn?.timeout * 1000 + 1, 900_000),
      [`${httpMethod} ${resourceId} waits longer than the gateway can`]: timeoutMilliseconds <= 900_000,
    })
  })

export const needsTheEdgeKey: Check = (graph) => {
  const open = all(graph, "apigateway/method").filter(({ apiKeyRequired }) => apiKeyRequired !== true)
  const plan = all(graph, "apigateway/usagePlan")
  return [
    ...open.map(({ httpMethod, resourceId }) => `${httpMethod} ${resourceId} needs no key`),
    ...unless({
      "the plan does not cover the stage":
        plan.length === 1 && plan[0]?.apiStages?.[0]?.stage === one(graph, "apigateway/stage", "ApiStage").stageName,
      "two keys are needed for rotation": all(graph, "apigateway/usagePlanKey").length === 2,
    }),
  ]
}

export const isGuarded: Check = (graph) => {
  const { settings, methodPath } = one(graph, "apigateway/methodSettings", "ApiMethodSettings")
  const stage = one(graph, "apigateway/stage", "ApiStage")
  const format = String(stage.accessLogSettings?.format)
  const account = { rate: 10_000, burst: 5_000 }
  return unless({
    "the endpoint is not regional": one(graph, "apigateway/restApi", "ApiApi").endpointConfiguration?.types === "REGIONAL",
    "no throttle": methodPath === "*/*" && settings?.throttlingRateLimit < account.rate && settings?.throttlingBurstLimit < account.burst,
    "bodies may reach the log": settings?.dataTraceEnabled === false,
    "errors are not logged": settings?.loggingLevel === "ERROR",
    "the access log is not JSON": isJson(format),
    "the access log holds query strings, headers, bodies or addresses":
      !/querystring|requestOverride|\.header|\.body|sourceIp|authorizer|\$context\.path/.test(format),
    "no traces": stage.xrayTracingEnabled === true,
  })
}

export const allowsNoForeignOrigin: Check = (graph) => {
  const star = (value: unknown) => JSON.stringify(value ?? {}).includes("'*'")
  const gateway = [...all(graph, "apigateway/response"), ...all(graph, "apigateway/integrationResponse")]
  const policies = all(graph, "cloudfront/responseHeadersPolicy").map(
    ({ corsConfig }) => corsConfig?.accessControlAllowOrigins?.items ?? [],
  )
  return unless({
    "the gateway allows every origin": !gateway.some(({ responseParameters }) => star(responseParameters)),
    "the edge allows every origin": !policies.flat().includes("*"),
    "the bucket allows every origin": all(graph, "s3/bucketCorsConfiguration").length === 0,
  })
}

/** A changed gateway response takes effect only with a new deployment, so every part of it must be in the triggers. */
export const deploysItsResponses: Check = (graph) => {
  const { triggers } = one(graph, "apigateway/deployment", "ApiDeployment")
  const deployed = JSON.parse(triggers?.responses ?? "[]") as unknown[]
  return all(graph, "apigateway/response").flatMap(({ responseType, statusCode, responseParameters, responseTemplates }) =>
    unless({
      [`a change of ${responseType} would not be deployed`]: deployed.some((answer) =>
        isDeepStrictEqual(answer, { responseType, statusCode, responseParameters, responseTemplates }),
      ),
    }),
  )
}

export const answersProblems: Check = (graph) => {
  const answers = all(graph, "apigateway/response")
  const types = answers.map(({ responseType }) => responseType)
  return [
    ...[
      "DEFAULT_4XX",
      "DEFAULT_5XX",
      "INTEGRATION_FAILURE",
      "MISSING_AUTHENTICATION_TOKEN",
      "INVALID_SIGNATURE",
      "THROTTLED",
      "REQUEST_TOO_LARGE",
      "INVALID_API_KEY",
      "ACCESS_DENIED",
    ]
      .filter((type) => !types.includes(type))
      .map((type) => `${type} is the gateway's own`),
    ...answers.flatMap(({ responseType, statusCode, responseTemplates, responseParameters }) => {
      const problem = JSON.parse(responseTemplates?.["application/json"] ?? "{}") as Inputs
      return unless({
        [`${responseType} is no problem`]: ["type", "title", "status", "detail", "code", "requestId"].every((member) => member in problem),
        [`${responseType} says another status`]: String(problem.status) === statusCode,
        [`${responseType} does not say when to come back`]:
          !["429", "503"].includes(statusCode) || responseParameters?.["gatewayresponse.header.Retry-After"] === `'${problem.retryAfter}'`,
        [`${responseType} blames the request on the code`]: statusCode !== "500",
        [`${responseType} lacks headers`]:
          responseParameters?.["gatewayresponse.header.Content-Type"] === "'application/problem+json; charset=utf-8'" &&
          responseParameters["gatewayresponse.header.Cache-Control"] === "'no-store'" &&
          responseParameters["gatewayresponse.header.x-request-id"] === "context.requestId",
      })
    }),
  ]
}

function resourcePaths(graph: Graph): Map<string, string> {
  const resources = graph.filter(({ type }) => type === "aws:apigateway/resource:Resource")
  const pathOf = (id: string): string => {
    const found = resources.find(({ name }) => `${name}-id` === id)
    return found ? `${pathOf(found.inputs.parentId as string)}/${found.inputs.pathPart}` : ""
  }
  return new Map(resources.map(({ name }) => [`${name}-id`, pathOf(`${name}-id`)]))
}

const lambdaOf = (graph: Graph, uri: string): Inputs | undefined =>
  all(graph, "lambda/function").find(({ name }) => uri.includes(`:function:${name}/`))

const functionOf = (graph: Graph, uri: string): string =>
  String(lambdaOf(graph, uri)?.loggingConfig?.logGroup ?? "nothing").replace(/^.*-(?=\w+$)/, "")

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object"
  } catch {
    return false
  }
}
