import { stage } from "../deployment.ts"
import { api } from "./api.ts"

// API Gateway would create this log group itself, without an expiry.
const errorLog = new aws.cloudwatch.LogGroup("ApiErrorLog", {
  name: $interpolate`API-Gateway-Execution-Logs_${api.nodes.api.id}/${$app.stage}`,
  retentionInDays: stage.logRetentionDays,
})

new aws.apigateway.MethodSettings(
  "ApiMethodSettings",
  {
    restApi: api.nodes.api.id,
    // Created after the stage.
    stageName: api.nodes.stage ? api.nodes.stage.stageName : $app.stage,
    methodPath: "*/*",
    settings: {
      throttlingRateLimit: stage.throttle.requestsPerSecond,
      throttlingBurstLimit: stage.throttle.burst,
      loggingLevel: "ERROR",
      // Data traces would write prompts into the log.
      dataTraceEnabled: false,
      // Metrics per method cost extra; the API's own metrics do not.
      metricsEnabled: false,
    },
  },
  { dependsOn: [errorLog] },
)
