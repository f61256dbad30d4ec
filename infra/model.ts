import type { OfferedModel, ProfilePrefix } from "@parley/core/model/catalogue.ts"

// The destination regions of each geographic inference profile, from the models' pages in the Bedrock user guide.
const destinations: Record<Exclude<ProfilePrefix, "global">, readonly string[]> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"],
  jp: ["ap-northeast-1", "ap-northeast-3"],
  au: ["ap-southeast-2", "ap-southeast-4"],
}

export type Statement = { actions: string[]; resources: string[]; conditions?: { test: string; variable: string; values: string[] }[] }

/**
 * The minimal permissions to stream answers (`ConverseStream`) from these models: each profile, and its models only through that profile.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export const modelStatements = (models: readonly OfferedModel[], account: { region: string; accountId: string }): Statement[] =>
  models.flatMap((model) => statementsOf(model, account))

const actions = ["bedrock:InvokeModelWithResponseStream"]

function statementsOf(
  { baseId, modelId, profile }: OfferedModel,
  { region, accountId }: { region: string; accountId: string },
): Statement[] {
  // A global profile also needs the model's ARN without a region.
  const modelIn = (place: string) => `arn:aws:bedrock:${place}::foundation-model/${baseId}`
  if (!profile) return [{ actions, resources: [modelIn(region)] }]

  const profileArn = `arn:aws:bedrock:${region}:${accountId}:inference-profile/${modelId}`
  const throughProfile = { test: "StringEquals", variable: "bedrock:InferenceProfileArn", values: [profileArn] }
  const noRegion = { test: "StringEquals", variable: "aws:RequestedRegion", values: ["unspecified"] }
  const invokeProfile = { actions, resources: [profileArn] }
  if (profile === "global") {
    return [
      invokeProfile,
      { actions, resources: [modelIn(region)], conditions: [throughProfile] },
      { actions, resources: [modelIn("")], conditions: [throughProfile, noRegion] },
    ]
  }
  const regions = [...new Set([region, ...destinations[profile]])]
  return [invokeProfile, { actions, resources: regions.map(modelIn), conditions: [throughProfile] }]
}
