import { preflightFunction, type Route, routes } from "@parley/functions/routes.ts"
import { region, stage } from "./deployment.ts"
import { functions, timeoutSeconds } from "./functions.ts"
import { createGatewayResponses } from "./gateway-responses.ts"

const accessLog = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  resource: "$context.resourcePath",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  transferMode: "$context.integration.responseTransferMode",
  firstContentMs: "$context.integration.timeToFirstContent",
  integrationStatus: "$context.integration.status",
  errorType: "$context.error.responseType",
  traceId: "$context.xrayTraceId",
}

const api = new sst.aws.ApiGatewayV1("Api", {
  // SST's default, an edge endpoint, ends a stream after 30 s of silence; a regional one after 5 minutes.
  endpoint: { type: "regional" },
  // SST's CORS allows every origin. The functions answer preflights themselves.
  cors: false,
  accessLog: { retention: stage.logRetention },
  transform: {
    stage: (args) => {
      args.xrayTracingEnabled = true
      args.accessLogSettings = $output(args.accessLogSettings).apply((settings) => ({
        destinationArn: settings?.destinationArn ?? "",
        format: JSON.stringify(accessLog),
      }))
    },
    // A changed gateway response reaches the stage only by a new deployment.
    deployment: (args) => {
      args.triggers = $util
        .all([$output(args.triggers ?? {}), $output(responses.map((response) => response.responseTemplates))])
        .apply(([triggers, templates]) => ({ ...triggers, responses: JSON.stringify(templates) }))
    },
  },
})
const responses = createGatewayResponses(api.nodes.api.id)

const resources = [...new Set(routes.map(({ resource }) => resource))]
const preflights = resources.map((resource) => ({ method: "OPTIONS", resource, function: preflightFunction }))
for (const route of [...routes, ...preflights]) addRoute(route)
api.deploy()

// One permission per function; SST's own routes add one each, and a function's policy has room for some 50.
for (const [name, fn] of Object.entries(functions)) {
  new aws.lambda.Permission(`ApiInvokes${name === "chat" ? "Chat" : "Conversations"}`, {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: $interpolate`${api.nodes.api.executionArn}/${$app.stage}/*`,
  })
}

const stageName = $app.stage
// Waits for the stage to exist.
const deployedStage = api.nodes.stage ? api.nodes.stage.stageName : stageName
// API Gateway makes this log group itself, then without an end to its retention.
const errorLog = new aws.cloudwatch.LogGroup("ApiErrorLog", {
  name: $interpolate`API-Gateway-Execution-Logs_${api.nodes.api.id}/${stageName}`,
  retentionInDays: { "1 week": 7, "1 month": 30, "3 months": 90 }[stage.logRetention],
})
new aws.apigateway.MethodSettings(
  "ApiMethodSettings",
  {
    restApi: api.nodes.api.id,
    stageName: deployedStage,
    methodPath: "*/*",
    settings: {
      throttlingRateLimit: stage.throttle.requestsPerSecond,
      throttlingBurstLimit: stage.throttle.burst,
      loggingLevel: "ERROR",
      // Data traces would write prompts into the log.
      dataTraceEnabled: false,
      metricsEnabled: false,
    },
  },
  { dependsOn: [errorLog] },
)

// Every route needs a key that only the distribution knows, so that nothing gets around the edge. All of them are accepted and the first one
// is sent. To rotate: put a new name first and deploy, then remove the old one and deploy.
const [currentKey] = (() => {
  const plan = api.addUsagePlan("ApiEdgePlan", {})
  return ["ApiEdgeKeyA", "ApiEdgeKeyB"].map((name) => plan.addApiKey(name))
})()

export const apiUrl = api.url
export const edgeKey = $output(currentKey?.value ?? "")
/** Where the distribution finds the API. */
export const apiOrigin = {
  domainName: $interpolate`${api.nodes.api.id}.execute-api.${region}.amazonaws.com`,
  originPath: `/${stageName}`,
}

function addRoute(route: Omit<Route, "method"> & { method: string }): void {
  const { nodes } = functions[route.function]
  api.routeIntegration(
    `${route.method} ${route.resource}`,
    { type: "aws-proxy", integrationHttpMethod: "POST", uri: $output(nodes.function).responseStreamingInvokeArn },
    {
      apiKey: true,
      transform: {
        integration: {
          responseTransferMode: "STREAM",
          // The default of 29 s would cut an answer; the function's own timeout has to come first.
          timeoutMilliseconds: (timeoutSeconds[route.function] + 5) * 1000,
        },
      },
    },
  )
}
