import { preflightFunction, type Route, routes, timeoutSeconds } from "@parley/functions/routes.ts"
import { accessLogFormat } from "./access-log.ts"
import { region, stage } from "./deployment.ts"
import { functions } from "./functions.ts"
import { createGatewayResponses } from "./gateway-responses.ts"

export const api = new sst.aws.ApiGatewayV1("Api", {
  // SST's default, an edge endpoint, ends a stream after 30 s of silence; a regional one after 5 minutes.
  endpoint: { type: "regional" },
  // SST's CORS allows every origin. The functions answer preflights themselves.
  cors: false,
  transform: {
    accessLog: { retentionInDays: stage.logRetentionDays },
    stage: (args) => {
      args.xrayTracingEnabled = true
      args.accessLogSettings = $output(args.accessLogSettings).apply((settings) => ({
        destinationArn: settings?.destinationArn ?? "",
        format: accessLogFormat,
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

const preflights = [...new Set(routes.map(({ resource }) => resource))].map((resource) => ({
  method: "OPTIONS",
  resource,
  function: preflightFunction,
}))
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

export const apiUrl = api.url
/** Where the distribution finds the API. */
export const apiOrigin = {
  domainName: $interpolate`${api.nodes.api.id}.execute-api.${region}.amazonaws.com`,
  originPath: `/${$app.stage}`,
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
