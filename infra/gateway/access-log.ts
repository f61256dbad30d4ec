/** One line of JSON per request: route, status and duration. No query, no body, no address, no conversation id. */
export const accessLogFormat = JSON.stringify({
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
})
