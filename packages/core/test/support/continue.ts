import type { Caller, TurnContext } from "../../src/context.ts"
import type { TurnRequest } from "../../src/turn/request.ts"
import { ask, takeWell } from "./visitor.ts"
import type { World } from "./world.ts"

/** A request that continues the answer of a turn. */
export const goOn = (conversationId: string, parentTurnId: string): TurnRequest =>
  ask("", { conversationId, parentTurnId, continues: true, content: [] })

/** A conversation whose second turn is a story that the model's limit cut. */
export async function cutStory({ bedrock }: World, context: TurnContext, caller: Caller, text = "Once upon a ") {
  const first = await takeWell(context, caller, ask("Hello"))
  const { conversationId } = first
  bedrock.script({ deltas: [text], stopReason: "max_tokens" })
  const story = await takeWell(context, caller, ask("Tell a story", { conversationId, parentTurnId: first.turnId }))
  return { conversationId, first: first.turnId, story: story.turnId }
}
