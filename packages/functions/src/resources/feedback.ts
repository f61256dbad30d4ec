import { feedback } from "@parley/api/feedback.ts"
import { message } from "@parley/api/message.ts"
import { rateMessage } from "@parley/core/conversation/feedback.ts"
import { plainMessage } from "@parley/core/conversation/plain-message.ts"
import { json } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"
import { conversationId, messageId } from "./ids.ts"

export const putFeedback = defineRoute({
  method: "PUT",
  path: "/conversations/{conversationId}/messages/{messageId}/feedback",
  function: "conversations",
  summary: "Rate an answer, or remove the rating",
  ids: { conversationId, messageId },
  body: feedback,
  answers: ok(message),
  errors: ["conversation.missing", "message.missing", "body.invalid", "body.notJson", "body.tooLarge", ...commonErrors],
  counts: "change",
  async handle({ ids, body, caller, services: { store, now } }) {
    return json(200, plainMessage(await rateMessage(store, caller.owner, ids.conversationId, ids.messageId, body, now)))
  },
})
