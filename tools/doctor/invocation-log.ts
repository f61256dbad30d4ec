import { type BedrockClient, GetModelInvocationLoggingConfigurationCommand } from "@aws-sdk/client-bedrock"
import { notChecked } from "./aws-error.ts"
import { type Finding, ok, warn } from "./finding.ts"

/** Checks whether the account's Bedrock logs every prompt and answer. The site never deletes that log. */
export async function checkInvocationLog(bedrock: BedrockClient, region: string): Promise<Finding> {
  const about = "log"
  try {
    const { loggingConfig } = await bedrock.send(new GetModelInvocationLoggingConfigurationCommand({}))
    const { cloudWatchConfig, s3Config, textDataDeliveryEnabled = true } = loggingConfig ?? {}
    const place = cloudWatchConfig?.logGroupName ?? s3Config?.bucketName
    if (!place || !textDataDeliveryEnabled) return ok(about, "Bedrock does not log prompts and answers")
    const todo =
      "Tell your users, or switch it off: Amazon Bedrock > Settings > Model invocation logging. The setting is for the whole region."
    return warn(about, `Bedrock logs every prompt and answer in ${region} to ${place}.`, todo)
  } catch (error) {
    return notChecked(about, "bedrock:GetModelInvocationLoggingConfiguration", error)
  }
}
