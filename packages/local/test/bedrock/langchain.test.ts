import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { ChatBedrockConverse } from "@langchain/aws"
import { type AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages"
import { tool } from "@langchain/core/tools"
import { afterAll, beforeAll, expect, test } from "vitest"
import { credentials, endpoint, models } from "./endpoint.ts"
import { png } from "./media.ts"

const { url } = endpoint()
const schema = { type: "object" as const, properties: { city: { type: "string" as const, minLength: 1 } }, required: ["city"] }
const weather = tool(async () => "blue sky", { name: "weather", description: "The weather in a city", schema })

let client: BedrockRuntimeClient
beforeAll(() => {
  client = new BedrockRuntimeClient({ region: "us-east-1", endpoint: url(), credentials })
})
afterAll(() => client.destroy())
const chat = (model = models.haiku) => new ChatBedrockConverse({ model, region: "us-east-1", client })

test("a text is answered and streamed", async () => {
  expect((await chat().invoke("How do I deploy?")).text).toContain("Deploy")
  let text = ""
  for await (const chunk of await chat().stream("How do I deploy?")) text += chunk.text
  expect(text).toContain("Deploy")
})

test("any tool is called, and its message is used", async () => {
  const question = new HumanMessage("Weather?")
  const called = await chat().bindTools([weather], { tool_choice: "any" }).invoke([question])
  expect(called.tool_calls).toMatchObject([{ name: "weather", args: { city: "a" } }])
  const result: ToolMessage = await weather.invoke(called.tool_calls?.[0] as never)
  expect(result).toBeInstanceOf(ToolMessage)
  const answer = await chat().bindTools([weather]).invoke([question, called, result])
  expect(answer.text).toContain("The tool `weather` answered:\n\n```\nblue sky\n```")
})

test("a streamed tool call is assembled", async () => {
  const stream = await chat().bindTools([weather], { tool_choice: "any" }).stream("Weather?")
  let whole: AIMessageChunk | undefined
  for await (const chunk of stream) whole = whole?.concat(chunk) ?? chunk
  expect(whole?.tool_calls).toMatchObject([{ name: "weather", args: { city: "a" } }])
})

test("structured output matches its schema", async () => {
  expect(await chat().withStructuredOutput(schema, { name: "place" }).invoke("Where?")).toEqual({ city: "a" })
})

test("an image is described by kind, format and size", async () => {
  const image = { type: "image_url", image_url: { url: `data:image/png;base64,${png.toString("base64")}` } }
  const { text } = await chat().invoke([new HumanMessage({ content: [{ type: "text", text: "What is it?" }, image] })])
  expect(text).toContain(`one PNG image of ${png.length} bytes`)
})
