import { builtInResponder } from "@parley/local/bedrock/responders/built-in/responder.ts"
import { expect, test } from "vitest"
import { localExamples } from "../../src/thread/local-examples.ts"

const responder = builtInResponder({ wordsPerSecond: Number.POSITIVE_INFINITY })

async function headingFor(question: string): Promise<string> {
  const messages = [{ role: "user" as const, content: [{ kind: "text" as const, text: question }] }]
  const request = { system: "", messages, modelId: "m", maxTokens: 1_000, signal: new AbortController().signal }
  let answer = ""
  for await (const piece of responder.answer(request)) if (typeof piece === "string") answer += piece
  return answer.split("\n")[0] ?? ""
}

test("each example question of the local stage is answered by the matching section", async () => {
  expect(await Promise.all(localExamples.map(headingFor))).toEqual([
    "### Deploy to prod",
    "### What keeps the bill from running away",
    "### How long conversations are kept",
    "### What happens if I reload in mid-answer",
  ])
})
