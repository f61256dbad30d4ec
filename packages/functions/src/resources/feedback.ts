import { plainMessage } from "@parley/core/conversation/export.ts"
import { feedback, messageMissing, rateMessage } from "@parley/core/conversation/feedback.ts"
import { idPattern } from "@parley/core/ids.ts"
import { json } from "../answer.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"
import { readBody, readId } from "../request.ts"
import { conversationIdOf } from "./conversations.ts"

const { store, now } = storeContext

export const rate: Endpoint = async ({ request, caller }) => {
  const body = readBody(request, feedback)
  const messageId = readId(request, "messageId", idPattern("message"), messageMissing)
  return json(200, plainMessage(await rateMessage(store, caller.owner, conversationIdOf(request), messageId, body, now)))
}
