import {
  conversation,
  conversationChange,
  conversationList,
  conversationQuery,
  fork,
  openedConversation,
} from "@parley/api/conversation.ts"
import { pageQuery } from "@parley/api/query.ts"
import { publicBlocks, storedText } from "@parley/core/blocks/stored.ts"
import { changeConversation } from "@parley/core/conversation/change.ts"
import { deleteAllConversations, deleteConversation } from "@parley/core/conversation/delete.ts"
import { forkConversation } from "@parley/core/conversation/fork.ts"
import { listConversations } from "@parley/core/conversation/list.ts"
import { type OpenConversation, openConversation, type RunningTurn } from "@parley/core/conversation/open.ts"
import { plainMessage } from "@parley/core/conversation/plain-message.ts"
import { publicParent } from "@parley/core/conversation/tree.ts"
import type { Conversation } from "@parley/core/entities/conversation.ts"
import { root } from "@parley/core/entities/node.ts"
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

export const postConversation = defineRoute({
  method: "POST",
  path: "/conversations",
  function: "conversations",
  summary: "Copy the path up to a turn into a new conversation",
  description:
    "The copy holds at most the newest 200 messages, which expire like their originals. Its id is made by the caller, so repeating the request gets the same answer.",
  body: fork,
  answers: { 201: { description: "The copy", content: { "application/json": conversation } } },
  errors: ["conversation.missing", "turn.missing", "turn.busy", "body.invalid", "body.notJson", "body.tooLarge", ...commonErrors],
  counts: "change",
  async handle({ body, caller, services }) {
    return json(201, plainConversation(await forkConversation(services, caller.owner, body.conversationId, body.from)))
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
  summary: "One conversation: the newest messages of the shown path, oldest first, and the running turns",
  ids: { conversationId },
  query: conversationQuery,
  answers: ok(openedConversation),
  errors: ["conversation.missing", "turn.missing", "body.invalid", ...commonErrors],
  async handle({ ids, query, caller, services }) {
    return json(200, plainOpened(await openConversation(services, caller.owner, ids.conversationId, query)))
  },
})

export const patchConversation = defineRoute({
  method: "PATCH",
  path: "/conversations/{conversationId}",
  function: "conversations",
  summary: "Change the title of a conversation, or the version that is shown",
  ids: { conversationId },
  body: conversationChange,
  answers: ok(conversation),
  errors: ["conversation.missing", "turn.missing", "body.invalid", "body.notJson", "body.tooLarge", ...commonErrors],
  counts: "change",
  async handle({ ids, body, caller, services }) {
    return json(200, plainConversation(await changeConversation(services, caller.owner, ids.conversationId, body)))
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

function plainOpened({ conversation: opened, messages, leafTurnId, nodes, versions, turns, turn, cursor }: OpenConversation) {
  const siblings = [...versions.values()].flat()
  return {
    conversation: plainConversation(opened),
    messages: messages.map((message) => plainMessage(message, nodes.get(message.turnId))),
    leafTurnId,
    versions: Object.fromEntries([...versions].map(([turnId, all]) => [turnId, all.map((version) => version.turnId)])),
    questions: Object.fromEntries(siblings.map((version) => [version.turnId, version.questionHash ?? ""])),
    turns: turns.map(plainTurn),
    ...(turn && { turn: plainTurn(turn) }),
    ...(cursor && { cursor }),
  }
}

function plainTurn({ turnId, runId, parentTurnId = root, continues, modelId, messageId, status, content, createdAt }: RunningTurn) {
  const parent = publicParent(parentTurnId)
  const answer = { content: publicBlocks(content), after: idAfter(runId, content), text: storedText(content) }
  return { turnId, parentTurnId: parent, ...(continues && { continues }), modelId, messageId, status, ...answer, createdAt }
}
