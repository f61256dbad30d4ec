import type { CatalogueModel, ProfilePrefix } from "@parley/core/model/catalogue.ts"

/** The destination regions of a geographic profile. Source: the inference profiles on the model cards in the Bedrock user guide. */
const destinations: Record<Exclude<ProfilePrefix, "global">, readonly string[]> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"],
  jp: ["ap-northeast-1", "ap-northeast-3"],
  au: ["ap-southeast-2", "ap-southeast-4"],
}

/** A system-defined inference profile, as `GetInferenceProfile` returns it. */
export function inferenceProfile(model: CatalogueModel, prefix: ProfilePrefix, region: string) {
  const inferenceProfileId = `${prefix}.${model.baseId}`
  // A global profile routes to its source region and to the model without a region.
  const regions = prefix === "global" ? [region, ""] : destinations[prefix]
  return {
    inferenceProfileId,
    inferenceProfileArn: `arn:aws:bedrock:${region}:000000000000:inference-profile/${inferenceProfileId}`,
    inferenceProfileName: `${prefix.toUpperCase()} Anthropic ${model.name}`,
    models: regions.map((place) => ({ modelArn: modelArn(model, place) })),
    status: "ACTIVE",
    type: "SYSTEM_DEFINED",
  }
}

export const modelArn = ({ baseId }: CatalogueModel, region: string): string => `arn:aws:bedrock:${region}::foundation-model/${baseId}`
