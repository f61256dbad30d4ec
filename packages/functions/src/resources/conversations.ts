import { conversation, conversationList, newTitle, openedConversation } from "@parley/api/conversation.ts"
import { pageQuery } from "@parley/api/query.ts"
import { publicBlocks, storedText } from "@parley/core/blocks/stored.ts"
import { deleteAllConversations, deleteConversation } from "@parley/core/conversation/delete.ts"
import { plainMessage } from "@parley/core/conversation/export.ts"
import { listConversations } from "@parley/core/conversation/list.ts"
import { openConversation, type RunningTurn } from "@parley/core/conversation/open.ts"
import { renameConversation } from "@parley/core/conversation/rename.ts"
import type { Conversation } from "@parley/core/entities/conversation.ts"
import { idAfter } from "@parley/core/turn/block-reader.ts"
import { json, noContent } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { deleted, ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"
import { conversationId } from "./ids.ts"

export const getConversations = defineRoute({
  method: "GET",
  path: "/conversations",
  function: "conversations",
  summary: "The caller's conversations, newest first",
  query: pageQuery,
  answers: ok(conversationList),
  errors: ["body.invalid", ...commonErrors],
  async handle({ query, caller, services: { store, now } }) {
    const { conversations, cursor } = await listConversations(store, caller.owner, now, query)
    return json(200, { conversations: conversations.map(plainConversation), ...(cursor && { cursor }) })
  },
})

export const deleteConversations = defineRoute({
  method: "DELETE",
  path: "/conversations",
  function: "conversations",
  summary: "Delete every conversation of the caller",
  answers: deleted,
  errors: commonErrors,
  counts: "change",
  async handle({ caller, services: { store, now } }) {
    await deleteAllConversations(store, caller.owner, now)
    return noContent()
  },
})

export const getConversation = defineRoute({
  method: "GET",
  path: "/conversations/{conversationId}",
  function: "conversations",
  summary: "One conversation: its newest messages, oldest first, and its running turn",
  ids: { conversationId },
  query: pageQuery,
  answers: ok(openedConversation),
  errors: ["conversation.missing", "body.invalid", ...commonErrors],
  async handle({ ids, query, caller, services }) {
    const opened = await openConversation(services, caller.owner, ids.conversationId, query)
    const { turn, cursor } = opened
    return json(200, {
      conversation: plainConversation(opened.conversation),
      messages: opened.messages.map(plainMessage),
      ...(turn && { turn: plainTurn(turn) }),
      ...(cursor && { cursor }),
    })
  },
})

export const patchConversation = defineRoute({
  method: "PATCH",
  path: "/conversations/{conversationId}",
  function: "conversations",
  summary: "Rename a conversation",
  ids: { conversationId },
  body: newTitle,
  answers: ok(conversation),
  errors: ["conversation.missing", "body.invalid", "body.notJson", "body.tooLarge", ...commonErrors],
  counts: "change",
  async handle({ ids, body, caller, services: { store, now } }) {
    return json(200, plainConversation(await renameConversation(store, caller.owner, ids.conversationId, body.title, now)))
  },
})

export const deleteOneConversation = defineRoute({
  method: "DELETE",
  path: "/conversations/{conversationId}",
  function: "conversations",
  summary: "Delete a conversation with its messages and turns",
  ids: { conversationId },
  answers: deleted,
  errors: ["conversation.missing", "body.invalid", ...commonErrors],
  counts: "change",
  async handle({ ids, caller, services: { store, now } }) {
    await deleteConversation(store, caller.owner, ids.conversationId, now)
    return noContent()
  },
})

function plainConversation({ conversationId, title, modelId, createdAt, updatedAt, messageCount }: Conversation) {
  return { conversationId, title, modelId, createdAt, updatedAt, messageCount }
}

function plainTurn({ turnId, runId, messageId, status, content, createdAt }: RunningTurn) {
  const answer = { content: publicBlocks(content), after: idAfter(runId, content), text: storedText(content) }
  return { turnId, messageId, status, ...answer, createdAt }
}
