import { exportAll, exportConversation } from "@parley/core/conversation/export.ts"
import { requireConversation } from "@parley/core/conversation/read.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"
import { readQuery } from "../request.ts"
import { exportQuery } from "../schemas/requests.ts"
import { conversationIdOf } from "./conversations.ts"

const { store, now } = storeContext

const kinds = {
  markdown: { type: "text/markdown; charset=utf-8", ending: "md" },
  json: { type: "application/json; charset=utf-8", ending: "json" },
}

export const exportOne: Endpoint = async ({ request, caller }) => {
  const { format } = readQuery(request, exportQuery)
  const conversation = await requireConversation(store, caller.owner, conversationIdOf(request), now)
  const { type, ending } = kinds[format]
  const name = `${fileName(conversation.title)}.${ending}`
  return { status: 200, headers: download(type, name), body: exportConversation(store, conversation, format, now) }
}

export const exportEverything: Endpoint = async ({ caller }) => {
  const name = `parley-${new Date(now()).toISOString().slice(0, 10)}.json`
  return { status: 200, headers: download(kinds.json.type, name), body: exportAll(store, caller.owner, now) }
}

const download = (type: string, name: string) => ({ "content-type": type, "content-disposition": `attachment; filename="${name}"` })

// Header values are ASCII; a title in another script leaves a plain name.
const fileName = (title: string) =>
  title
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .toLowerCase() || "conversation"
