import { type BedrockClient, GetInferenceProfileCommand, paginateListInferenceProfiles } from "@aws-sdk/client-bedrock"
import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import { modelStatements } from "../../infra/model.ts"
import { isMissing, notChecked } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "profile"

/** Checks that the region has the model's inference profile, and that the function's role may call the model in every destination region. */
export async function checkProfile(bedrock: BedrockClient, model: OfferedModel, region: string): Promise<Finding[]> {
  if (!model.profile) return []
  try {
    const { models = [], status } = await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: model.modelId }))
    if (status !== "ACTIVE") return [fix(about, `${model.modelId} is ${status}, not active.`, "Choose another MODEL_ID, or wait.")]
    return compare(
      model,
      region,
      models.map(({ modelArn = "" }) => modelArn),
    )
  } catch (error) {
    if (isMissing(error)) return [await missing(bedrock, model, region)]
    return [notChecked(about, "bedrock:GetInferenceProfile", error)]
  }
}

function compare(model: OfferedModel, region: string, destinations: string[]): Finding[] {
  const allowed = modelStatements([model], { region, accountId: "" }).flatMap(({ resources }) => resources)
  const foundationModels = allowed.filter((arn) => arn.includes(":foundation-model/"))
  const uncovered = destinations.filter((arn) => !foundationModels.includes(arn)).map(regionOf)
  if (uncovered.length) {
    const said = `${model.modelId} also sends requests to ${uncovered.join(", ")}, where the function's role may not call the model.`
    return [fix(about, said, "Add them to the destinations in infra/model.ts: otherwise some answers fail with AccessDenied.")]
  }
  // The role names the calling region too, which need not be a destination.
  const unused = foundationModels.filter((arn) => !destinations.includes(arn) && regionOf(arn) !== region).map(regionOf)
  if (unused.length) {
    return [
      warn(
        about,
        `The role allows ${unused.join(", ")}, where ${model.modelId} sends nothing.`,
        "Remove them from the destinations in infra/model.ts.",
      ),
    ]
  }
  const places = destinations.map(regionOf).join(", ")
  return [ok(about, `${model.modelId} sends requests to ${places}, and the role covers them`)]
}

const regionOf = (arn: string): string => arn.split(":")[3] || "any region"

async function missing(bedrock: BedrockClient, model: OfferedModel, region: string): Promise<Finding> {
  const said = `There is no inference profile ${model.modelId} in ${region}.`
  try {
    const there: string[] = []
    for await (const page of paginateListInferenceProfiles({ client: bedrock }, { typeEquals: "SYSTEM_DEFINED" })) {
      for (const { inferenceProfileId = "" } of page.inferenceProfileSummaries ?? []) {
        if (inferenceProfileId.endsWith(`.${model.baseId}`)) there.push(inferenceProfileId)
      }
    }
    return fix(
      about,
      said,
      there.length ? `Set MODEL_ID to ${there.join(" or ")}.` : "Set MODEL_ID to another model, or AWS_REGION to another region.",
    )
  } catch {
    return fix(about, said, "Set MODEL_ID to a profile of this region's own geography, or to a global one.")
  }
}
