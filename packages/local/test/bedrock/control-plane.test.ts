import {
  BedrockClient,
  GetFoundationModelAvailabilityCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  GetModelInvocationLoggingConfigurationCommand,
  GetUseCaseForModelAccessCommand,
  ListFoundationModelsCommand,
  type ListFoundationModelsCommandInput,
  ListInferenceProfilesCommand,
} from "@aws-sdk/client-bedrock"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"

let bedrock: BedrockEndpoint
beforeAll(async () => {
  bedrock = await startBedrock({ port: 0, responder: { countsTokens: false, async *answer() {} } })
})
afterAll(() => bedrock.close())

const client = (region: string) =>
  new BedrockClient({ endpoint: bedrock.url, region, maxAttempts: 1, credentials: { accessKeyId: "local", secretAccessKey: "local" } })
const haiku = "anthropic.claude-haiku-5-5"

test("a model of the catalogue exists, is active and available to the account", async () => {
  const { modelDetails } = await client("eu-west-1").send(new GetFoundationModelCommand({ modelIdentifier: haiku }))
  expect(modelDetails).toMatchObject({
    modelArn: `arn:aws:bedrock:eu-west-1::foundation-model/${haiku}`,
    inferenceTypesSupported: ["INFERENCE_PROFILE"],
    modelLifecycle: { status: "ACTIVE" },
  })
  expect(await client("eu-west-1").send(new GetFoundationModelAvailabilityCommand({ modelId: haiku }))).toMatchObject({
    agreementAvailability: { status: "AVAILABLE" },
    authorizationStatus: "AUTHORIZED",
  })
  expect((await client("eu-west-1").send(new GetUseCaseForModelAccessCommand({}))).formData).toBeInstanceOf(Uint8Array)
  expect((await client("eu-west-1").send(new GetModelInvocationLoggingConfigurationCommand({}))).loggingConfig).toBeUndefined()
})

test("an inference profile names its destination regions", async () => {
  const regionsOf = async (region: string, inferenceProfileIdentifier: string) => {
    const { models } = await client(region).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }))
    return models?.map(({ modelArn }) => modelArn?.split(":")[3])
  }
  expect(await regionsOf("us-west-2", `us.${haiku}`)).toEqual(["us-east-1", "us-east-2", "us-west-2"])
  expect(await regionsOf("ap-south-1", `global.${haiku}`)).toEqual(["ap-south-1", ""])
})

test("a region lists its own profiles and the global ones, and refuses others", async () => {
  const { inferenceProfileSummaries = [] } = await client("eu-west-1").send(new ListInferenceProfilesCommand({}))
  expect(new Set(inferenceProfileSummaries.map(({ inferenceProfileId }) => inferenceProfileId?.split(".")[0]))).toEqual(
    new Set(["eu", "global"]),
  )
  const foreign = new GetInferenceProfileCommand({ inferenceProfileIdentifier: `us.${haiku}` })
  await expect(client("eu-west-1").send(foreign)).rejects.toMatchObject({ name: "ResourceNotFoundException" })
})

test.each([
  ["ended", "anthropic.claude-3-5-sonnet-20241022-v2:0", "ResourceNotFoundException"],
  ["unknown", "anthropic.claude-nobody", "ValidationException"],
])("an %s model is refused", async (_, modelIdentifier, name) => {
  await expect(client("us-east-1").send(new GetFoundationModelCommand({ modelIdentifier }))).rejects.toMatchObject({ name })
})

test.each<[string, ListFoundationModelsCommandInput, number]>([
  ["all models except retired ones", {}, 5],
  ["the models of a provider", { byProvider: "anthropic" }, 5],
  ["no models of another provider", { byProvider: "amazon" }, 0],
  ["the models called through inference profiles", { byInferenceType: "INFERENCE_PROFILE" as never }, 5],
  ["no models for images", { byOutputModality: "IMAGE" }, 0],
  ["no models for customization", { byCustomizationType: "FINE_TUNING" }, 0],
])("a region lists %s", async (_what, input, count) => {
  const { modelSummaries = [] } = await client("eu-west-1").send(new ListFoundationModelsCommand(input))
  expect(modelSummaries).toHaveLength(count)
  for (const { modelArn, inputModalities } of modelSummaries) {
    expect(modelArn).toMatch(/^arn:aws:bedrock:eu-west-1::foundation-model\/anthropic\./)
    expect(inputModalities).toEqual(["TEXT", "IMAGE"])
  }
})
