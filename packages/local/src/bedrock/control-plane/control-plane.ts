import type { IncomingMessage } from "node:http"
import { type CatalogueModel, catalogue, findModel, type ProfilePrefix, profileOfRegion } from "@parley/core/model/catalogue.ts"
import { BedrockError, validation } from "../bedrock-error.ts"
import { inferenceProfile, modelArn } from "./profiles.ts"

type Read = (id: string, region: string, query: URLSearchParams) => object

const reads: [path: RegExp, read: Read][] = [
  [/^\/foundation-models\/([^/]+)$/, (id, region) => ({ modelDetails: modelDetails(modelOf(id), region) })],
  [/^\/foundation-models$/, (_, region, query) => ({ modelSummaries: modelsIn(region, query) })],
  [/^\/foundation-model-availability\/([^/]+)$/, (id) => availability(modelOf(id))],
  [/^\/inference-profiles\/([^/]+)$/, profileOf],
  [/^\/inference-profiles$/, (_, region) => ({ inferenceProfileSummaries: profilesIn(region) })],
  [/^\/use-case-for-model-access$/, () => ({ formData: "e30=" })],
  [/^\/logging\/modelinvocations$/, () => ({})],
]

/**
 * Answers the read operations of Bedrock's control plane (models, availability, inference profiles, logging configuration) for the models
 * of the catalogue. The account has access to all of them. The region is the one in the request's signature.
 * @returns the body, or `undefined` for any other request
 */
export function controlPlane({ method, url = "", headers }: IncomingMessage): object | undefined {
  if (method !== "GET") return undefined
  const [path = "", query] = url.split("?", 2)
  for (const [pattern, read] of reads) {
    const match = pattern.exec(path)
    if (match) return read(decoded(match[1]), signedRegion(headers.authorization), new URLSearchParams(query))
  }
  return undefined
}

function decoded(id = ""): string {
  try {
    return decodeURIComponent(id)
  } catch {
    throw unknownModel()
  }
}

const unknownModel = () => validation("The provided model identifier is invalid.")

const signedRegion = (authorization: string | undefined): string =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization ?? "")?.[1] ?? "us-east-1"

function modelOf(baseId: string): CatalogueModel {
  const model = catalogue.find((known) => known.baseId === baseId)
  if (!model) throw unknownModel()
  if (model.lifecycle === "ended") throw new BedrockError("ResourceNotFoundException", `The model ${baseId} could not be found.`)
  return model
}

const modelDetails = (model: CatalogueModel, region: string) => ({
  modelArn: modelArn(model, region),
  modelId: model.baseId,
  modelName: model.name,
  providerName: "Anthropic",
  inputModalities: ["TEXT", "IMAGE"],
  outputModalities: ["TEXT"],
  responseStreamingSupported: true,
  customizationsSupported: [],
  inferenceTypesSupported: [model.profileOnly ? "INFERENCE_PROFILE" : "ON_DEMAND"],
  modelLifecycle: { status: model.lifecycle === "legacy" ? "LEGACY" : "ACTIVE" },
})

/** The filters of ListFoundationModels, and the model's field that each one tests. */
const filters = {
  byProvider: ({ providerName }: Details) => [providerName],
  byOutputModality: ({ outputModalities }: Details) => outputModalities,
  byInferenceType: ({ inferenceTypesSupported }: Details) => inferenceTypesSupported,
  byCustomizationType: ({ customizationsSupported }: Details): string[] => customizationsSupported,
}
type Details = ReturnType<typeof modelDetails>

function modelsIn(region: string, query: URLSearchParams): Details[] {
  const unknown = [...query.keys()].find((name) => !Object.hasOwn(filters, name))
  if (unknown !== undefined) throw validation(`The local Bedrock endpoint does not know the parameter ${unknown}.`)
  return catalogue
    .filter(({ lifecycle }) => lifecycle !== "ended")
    .map((model) => modelDetails(model, region))
    .filter((model) =>
      Object.entries(filters).every(([name, values]) => {
        const wanted = query.get(name)
        return wanted === null || values(model).some((value) => value.toLowerCase() === wanted.toLowerCase())
      }),
    )
}

const availability = ({ baseId }: CatalogueModel) => ({
  modelId: baseId,
  agreementAvailability: { status: "AVAILABLE" },
  authorizationStatus: "AUTHORIZED",
  entitlementAvailability: "AVAILABLE",
  regionAvailability: "AVAILABLE",
})

function profileOf(id: string, region: string): object {
  const model = findModel(id.slice(id.lastIndexOf("/") + 1))
  const prefix = prefixesOf(region).find((known) => known === model?.profile)
  if (!model || !prefix || model.lifecycle === "ended") {
    throw new BedrockError("ResourceNotFoundException", `The inference profile ${id} could not be found.`)
  }
  return inferenceProfile(model, prefix, region)
}

const profilesIn = (region: string) =>
  catalogue
    .filter(({ lifecycle }) => lifecycle !== "ended")
    .flatMap((model) => prefixesOf(region).map((prefix) => inferenceProfile(model, prefix, region)))

/** The profiles available in a region: that of its geography, and the global one. */
const prefixesOf = (region: string): ProfilePrefix[] => [...new Set<ProfilePrefix>([profileOfRegion(region), "global"])]
