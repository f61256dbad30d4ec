import {
  type BedrockClient,
  GetFoundationModelAvailabilityCommand,
  type GetFoundationModelAvailabilityResponse,
  GetFoundationModelCommand,
  GetUseCaseForModelAccessCommand,
} from "@aws-sdk/client-bedrock"
import { defaultModelId, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { isMissing, notChecked } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

/** Checks that Bedrock still serves the model in the region. */
export async function checkLifecycle(bedrock: BedrockClient, model: OfferedModel, region: string): Promise<Finding> {
  const about = "model"
  const todo = `Set MODEL_ID to an active model such as ${defaultModelId(region)}.`
  try {
    const { modelDetails } = await bedrock.send(new GetFoundationModelCommand({ modelIdentifier: model.baseId }))
    const { status, endOfLifeTime } = modelDetails?.modelLifecycle ?? {}
    const day = endOfLifeTime?.toISOString().slice(0, 10)
    if (endOfLifeTime && endOfLifeTime.getTime() <= Date.now()) return fix(about, `${model.name} ended on Bedrock on ${day}.`, todo)
    if (status === "LEGACY") {
      return warn(
        about,
        `${model.name} is legacy${day ? ` and ends on ${day}` : ""}: accounts that have not used it recently are refused.`,
        todo,
      )
    }
    return model.lifecycle === "active"
      ? ok(about, `${model.name} is active`)
      : warn(about, `${model.name} is ${model.lifecycle} in the catalogue, though this account still has it.`, todo)
  } catch (error) {
    if (!isMissing(error)) return notChecked(about, "bedrock:GetFoundationModel", error)
    if (model.lifecycle === "ended") return fix(about, `${model.name} has ended on Bedrock.`, todo)
    // A profile can call the model in other regions.
    if (model.profile) return warn(about, `Bedrock has no ${model.name} in ${region} itself.`, "Nothing, if the profile below is fine.")
    return fix(about, `Bedrock has no ${model.name} in ${region}.`, todo)
  }
}

/** Checks that this account may call the model: its authorization, its entitlement and its Marketplace agreement. */
export async function checkAccess(bedrock: BedrockClient, { name, baseId, profile }: OfferedModel): Promise<Finding> {
  const about = "access"
  try {
    const answer = await bedrock.send(new GetFoundationModelAvailabilityCommand({ modelId: baseId }))
    return accessFinding(about, name, answer, profile !== null)
  } catch (error) {
    return notChecked(about, "bedrock:GetFoundationModelAvailability", error)
  }
}

function accessFinding(about: string, name: string, answer: GetFoundationModelAvailabilityResponse, hasProfile: boolean): Finding {
  const { authorizationStatus, entitlementAvailability, regionAvailability, agreementAvailability } = answer
  if (authorizationStatus === "NOT_AUTHORIZED") {
    return fix(
      about,
      `AWS does not let this account use ${name}.`,
      "Look for a policy of your organization that denies it. If there is none, open a case with AWS Support.",
    )
  }
  if (regionAvailability === "NOT_AVAILABLE" && !hasProfile) {
    return fix(about, `${name} is not offered in this region.`, "Set AWS_REGION to one that has it, or MODEL_ID to an inference profile.")
  }
  if (agreementAvailability?.status === "ERROR") {
    return fix(
      about,
      `The Marketplace agreement for ${name} failed.`,
      "Look at AWS Marketplace > Manage subscriptions; a missing payment method is the usual cause.",
    )
  }
  if (agreementAvailability?.status === "PENDING") {
    return warn(about, `The Marketplace agreement for ${name} is pending.`, "Wait: it takes up to 15 minutes.")
  }
  if (agreementAvailability?.status === "NOT_AVAILABLE" || entitlementAvailability === "NOT_AVAILABLE") {
    // The functions' role has no rights on AWS Marketplace, so their first call would be refused.
    const todo =
      "Call it once with rights to aws-marketplace:Subscribe and ViewSubscriptions: npm run doctor -- --stage NAME --call. It takes up to 15 minutes."
    return fix(about, `This account has no Marketplace agreement for ${name} yet.`, todo)
  }
  return ok(about, `this account may call ${name}`)
}

/** Checks Anthropic's use-case form, which every account (or its organization) submits once before it may call a Claude model. */
export async function checkUseCase(bedrock: BedrockClient): Promise<Finding> {
  const about = "use case"
  try {
    await bedrock.send(new GetUseCaseForModelAccessCommand({}))
    return ok(about, "Anthropic's use-case form is submitted")
  } catch (error) {
    if (!isMissing(error)) return notChecked(about, "bedrock:GetUseCaseForModelAccess", error)
    const todo =
      "Open Amazon Bedrock > Model catalog in the console, choose a Claude model and submit its use case details; once per account."
    return fix(about, "Anthropic's use-case form is not submitted: every call would be refused.", todo)
  }
}
