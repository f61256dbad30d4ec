import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { bedrockModel } from "@parley/core/model/call.ts"
import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import { costOf, noUsage, usdOf } from "@parley/core/model/price.ts"
import { siteInstructions } from "@parley/core/model/system-prompt.ts"
import { isDenied, nameOf } from "./aws-error.ts"
import { type Finding, fix, ok } from "./finding.ts"

const timeoutMs = 30_000

/** Calls the model once, as the chat function does, for a few tokens; the first call of an account creates its Marketplace agreement. */
export async function checkCall(client: BedrockRuntimeClient, model: OfferedModel): Promise<Finding> {
  const about = "call"
  let usage = noUsage
  try {
    const messages = [{ role: "user" as const, content: [{ text: "Say OK." }] }]
    const request = { model, instructions: siteInstructions, messages, maxTokens: 16, cacheHistory: false }
    for await (const event of bedrockModel(client)(request, AbortSignal.timeout(timeoutMs))) if (event.type === "usage") usage = event.usage
    return ok(about, `${model.modelId} answered, for ${usdOf(costOf(model, usage)).toFixed(6)} USD`)
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error
    const said = `${model.modelId} did not answer: ${nameOf(cause) || "unknown error"}.`
    if (isDenied(cause)) {
      const todo =
        "These credentials need bedrock:InvokeModelWithResponseStream and, for the first call of an account, aws-marketplace:Subscribe and ViewSubscriptions; after it, wait up to 15 minutes."
      return fix(about, said, todo)
    }
    return fix(about, said, "See the findings above; a throttled call is a quota.")
  }
}
