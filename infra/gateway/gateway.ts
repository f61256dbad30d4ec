import { region, stage } from "../deployment.ts"
import { accessLogFormat } from "./access-log.ts"
import { createGatewayResponses } from "./responses.ts"

/** The REST API with the gateway's own responses. Its routes need the functions, which are created later: api.ts adds them and deploys. */
export const gateway = new sst.aws.ApiGatewayV1("Api", {
  // SST's default, an edge endpoint, closes a stream after 30 s of silence; a regional one after 5 minutes.
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
    // A changed gateway response takes effect only with a new deployment.
    deployment: (args) => {
      const answers = responses.map(({ responseType, statusCode, responseParameters, responseTemplates }) => ({
        responseType,
        statusCode,
        responseParameters,
        responseTemplates,
      }))
      args.triggers = $util
        .all([$output(args.triggers ?? {}), $output(answers)])
        .apply(([triggers, answers]) => ({ ...triggers, responses: JSON.stringify(answers) }))
    },
  },
})
const responses = createGatewayResponses(gateway.nodes.api.id)

export const apiUrl = gateway.url
/** The API's origin for the distribution. */
export const apiOrigin = {
  domainName: $interpolate`${gateway.nodes.api.id}.execute-api.${region}.amazonaws.com`,
  originPath: `/${$app.stage}`,
}
