import { type BedrockClient, GetModelInvocationLoggingConfigurationCommand } from "@aws-sdk/client-bedrock"
import { notChecked } from "./aws-error.ts"
import { type Finding, ok, warn } from "./finding.ts"

/** Whether the account has Bedrock write down every prompt and answer, which nothing of the site would ever delete. */
export async function checkInvocationLog(bedrock: BedrockClient, region: string): Promise<Finding> {
  const about = "log"
  try {
    const { loggingConfig } = await bedrock.send(new GetModelInvocationLoggingConfigurationCommand({}))
    const { cloudWatchConfig, s3Config, textDataDeliveryEnabled = true } = loggingConfig ?? {}
    const place = cloudWatchConfig?.logGroupName ?? s3Config?.bucketName
    if (!place || !textDataDeliveryEnabled) return ok(about, "Bedrock writes no prompts and answers into a log")
    const todo =
      "Tell people so, or switch it off: Amazon Bedrock > Settings > Model invocation logging. It is one setting for the whole region."
    return warn(about, `Bedrock writes every prompt and answer in ${region} into ${place}.`, todo)
  } catch (error) {
    return notChecked(about, "bedrock:GetModelInvocationLoggingConfiguration", error)
  }
}
