import { preflightFunction, type RouteAddress, routes, timeoutSeconds } from "@parley/functions/routes.ts"
import { edgeKeys, formerly } from "../edge/key.ts"
import { functions } from "../functions.ts"
import { gateway } from "./gateway.ts"

const preflights = [...new Set(routes.map(({ path }) => path))].map((path) => ({
  method: "OPTIONS",
  path,
  function: preflightFunction,
}))
for (const route of [...routes, ...preflights]) addRoute(route)
gateway.deploy()

// One permission per function. SST's own routes add one each, and a function's policy has room for about 50.
for (const [name, fn] of Object.entries(functions)) {
  new aws.lambda.Permission(`ApiInvokes${name === "chat" ? "Chat" : "Conversations"}`, {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: $interpolate`${gateway.nodes.api.executionArn}/${$app.stage}/*`,
  })
}

// A key works only through a usage plan, and a plan needs the deployed stage.
const plan = gateway.addUsagePlan("ApiEdgePlan", {})
for (const { name, key } of edgeKeys) {
  new aws.apigateway.UsagePlanKey(
    `${name}UsagePlanKey`,
    { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.nodes.usagePlan.id },
    formerly(name),
  )
}

/** The deployed API with its routes. */
export const api = gateway

function addRoute(route: Omit<RouteAddress, "method"> & { method: string }): void {
  const { nodes } = functions[route.function]
  gateway.routeIntegration(
    `${route.method} ${route.path}`,
    { type: "aws-proxy", integrationHttpMethod: "POST", uri: $output(nodes.function).responseStreamingInvokeArn },
    {
      apiKey: true,
      transform: {
        integration: {
          responseTransferMode: "STREAM",
          // The default of 29 s would cut off answers. The function's own timeout must expire first, and 15 minutes are the most of both.
          timeoutMilliseconds: Math.min(timeoutSeconds[route.function] + 5, 900) * 1000,
        },
      },
    },
  )
}
