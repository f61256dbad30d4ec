import { deleteAllConversations, deleteConversation } from "@parley/core/conversation/delete.ts"
import { plainMessage } from "@parley/core/conversation/export.ts"
import { listConversations } from "@parley/core/conversation/list.ts"
import { openConversation } from "@parley/core/conversation/open.ts"
import { conversationMissing } from "@parley/core/conversation/read.ts"
import { renameConversation } from "@parley/core/conversation/rename.ts"
import type { Conversation } from "@parley/core/entities/conversation.ts"
import type { Turn } from "@parley/core/entities/turn.ts"
import { idPattern } from "@parley/core/ids.ts"
import { json, noContent } from "../answer.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"
import { type ApiRequest, readBody, readId, readQuery } from "../request.ts"
import { newTitle, pageQuery } from "../schemas/requests.ts"

const { store, now } = storeContext

export const conversationIdOf = (request: ApiRequest) => readId(request, "conversationId", idPattern("conversation"), conversationMissing)

export const list: Endpoint = async ({ request, caller }) => {
  const { conversations, cursor } = await listConversations(store, caller.owner, now, readQuery(request, pageQuery))
  return json(200, { conversations: conversations.map(plainConversation), ...(cursor && { cursor }) })
}

export const open: Endpoint = async ({ request, caller }) => {
  const id = conversationIdOf(request)
  const { conversation, messages, turn, cursor } = await openConversation(storeContext, caller.owner, id, readQuery(request, pageQuery))
  return json(200, {
    conversation: plainConversation(conversation),
    messages: messages.map(plainMessage),
    ...(turn && { turn: plainTurn(turn) }),
    ...(cursor && { cursor }),
  })
}

export const rename: Endpoint = async ({ request, caller }) => {
  const { title } = readBody(request, newTitle)
  return json(200, plainConversation(await renameConversation(store, caller.owner, conversationIdOf(request), title, now)))
}

export const remove: Endpoint = async ({ request, caller }) => {
  await deleteConversation(store, caller.owner, conversationIdOf(request), now)
  return noContent()
}

export const removeAll: Endpoint = async ({ caller }) => {
  await deleteAllConversations(store, caller.owner, now)
  return noContent()
}

function plainConversation({ conversationId, title, modelId, createdAt, updatedAt, messageCount }: Conversation) {
  return { conversationId, title, modelId, createdAt, updatedAt, messageCount }
}

function plainTurn({ turnId, messageId, status, text = "", createdAt }: Turn) {
  return { turnId, messageId, status, text, createdAt }
}
