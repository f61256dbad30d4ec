import { stage } from "../deployment.ts"
import { api } from "./api.ts"

// API Gateway would make this log group itself, and keep it for ever.
const errorLog = new aws.cloudwatch.LogGroup("ApiErrorLog", {
  name: $interpolate`API-Gateway-Execution-Logs_${api.nodes.api.id}/${$app.stage}`,
  retentionInDays: stage.logRetentionDays,
})

new aws.apigateway.MethodSettings(
  "ApiMethodSettings",
  {
    restApi: api.nodes.api.id,
    // Waits for the stage to exist.
    stageName: api.nodes.stage ? api.nodes.stage.stageName : $app.stage,
    methodPath: "*/*",
    settings: {
      throttlingRateLimit: stage.throttle.requestsPerSecond,
      throttlingBurstLimit: stage.throttle.burst,
      loggingLevel: "ERROR",
      // Data traces would write prompts into the log.
      dataTraceEnabled: false,
      // Metrics of single methods cost extra; those of the API do not.
      metricsEnabled: false,
    },
  },
  { dependsOn: [errorLog] },
)
