// The Bedrock endpoint of the benchmarks in a separate process: the product's own framing and listener, with a constant answer.
import { setTimeout as wait } from "node:timers/promises"
import { eventFrame } from "@parley/local/bedrock/frame.ts"
import { listen } from "@parley/local/bedrock/listener.ts"
import { Reply } from "@parley/local/bedrock/reply.ts"
import { readJson } from "@parley/local/bedrock/request-body.ts"
import { deltaOf, now, scriptOf } from "./script.ts"

type Body = { messages: { content: { text?: string }[] }[] }

const listener = await listen(0, (request, response) => {
  const reply = new Reply(response)
  const asked = now()
  void readJson(request).then(async (body) => {
    const prompt = (body as Body).messages.at(-1)?.content[0]?.text ?? ""
    const { deltas, every } = scriptOf(prompt)
    reply.openStream()
    await reply.write(eventFrame("messageStart", { role: "assistant" }))
    const begun = now()
    for (let index = 0; index < deltas; index++) {
      const pause = begun + index * every - now()
      if (every > 0 && pause > 0) await wait(pause)
      await reply.write(eventFrame("contentBlockDelta", { contentBlockIndex: 0, delta: { text: deltaOf(index ? undefined : asked) } }))
    }
    const usage = { inputTokens: 20, outputTokens: deltas, totalTokens: 20 + deltas }
    await reply.write(
      eventFrame("contentBlockStop", { contentBlockIndex: 0 }),
      eventFrame("messageStop", { stopReason: "end_turn" }),
      eventFrame("metadata", { usage, metrics: { latencyMs: 1 } }),
    )
    reply.end()
  })
})
process.on("disconnect", () => process.exit(0))
process.send?.(listener.url)
