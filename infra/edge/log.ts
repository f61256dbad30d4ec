import { stage } from "../deployment.ts"
import { edgeRegion } from "./region.ts"

// No query (it contains search terms), no cookie, no address, no referrer.
const recordFields = [
  "date",
  "time",
  "x-edge-location",
  "x-edge-request-id",
  "x-edge-result-type",
  "x-edge-detailed-result-type",
  "cs-method",
  "cs-uri-stem",
  "cs-protocol-version",
  "ssl-protocol",
  "sc-status",
  "sc-bytes",
  "time-taken",
  "time-to-first-byte",
]

/** Writes one line of JSON per request to the distribution into a separate log group. */
export function logRequests(distribution: $util.Input<string>): void {
  const name = `${$app.name}-${$app.stage}-edge`
  const options = { provider: edgeRegion }
  const logGroup = new aws.cloudwatch.LogGroup(
    "EdgeLog",
    { name: `/aws/vendedlogs/${name}`, retentionInDays: stage.logRetentionDays },
    options,
  )
  const source = new aws.cloudwatch.LogDeliverySource("EdgeLogSource", { name, logType: "ACCESS_LOGS", resourceArn: distribution }, options)
  const destination = new aws.cloudwatch.LogDeliveryDestination(
    "EdgeLogDestination",
    { name, outputFormat: "json", deliveryDestinationConfiguration: { destinationResourceArn: logGroup.arn } },
    options,
  )
  new aws.cloudwatch.LogDelivery(
    "EdgeLogDelivery",
    { deliverySourceName: source.name, deliveryDestinationArn: destination.arn, recordFields },
    options,
  )
}
