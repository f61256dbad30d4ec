import { exportedConversation, exportedEverything, exportQuery } from "@parley/api/export.ts"
import { takeSlots } from "@parley/core/budget/slots.ts"
import { exportAll, exportConversation } from "@parley/core/conversation/export.ts"
import { requireConversation } from "@parley/core/conversation/read.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import type { Invocation } from "../endpoint.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"
import { attachment } from "./file-name.ts"
import { conversationId } from "./ids.ts"

const kinds = {
  markdown: { type: "text/markdown; charset=utf-8", ending: "md" },
  json: { type: "application/json; charset=utf-8", ending: "json" },
}

/** A download holds an execution for as long as its reader takes: so many at once may belong to one owner and to one address. */
const downloadLimits = { owner: 1, address: 3 }
/** How long a place is kept beyond the function's end: clocks differ. */
const clockMilliseconds = 5_000
const secondsToWait = 5

export const getExport = defineRoute({
  method: "GET",
  resource: "/conversations/{conversationId}/export",
  function: "conversations",
  summary: "Download a conversation",
  ids: { conversationId },
  query: exportQuery,
  answers: { 200: { description: "A file", content: { "text/markdown": undefined, "application/json": exportedConversation } } },
  errors: ["conversation.missing", "body.invalid", ...commonErrors],
  counts: "exportOne",
  async handle(invocation) {
    const { ids, query, caller } = invocation
    const { store, now } = invocation.services
    const conversation = await requireConversation(store, caller.owner, ids.conversationId, now)
    const { type, ending } = kinds[query.format]
    const body = await limited(invocation, exportConversation(store, conversation, query.format, now))
    return { status: 200, headers: download(type, attachment(conversation.title, ending)), body }
  },
})

export const getExportOfAll = defineRoute({
  method: "GET",
  resource: "/export",
  function: "conversations",
  summary: "Download everything of the caller",
  answers: ok(exportedEverything, "A file"),
  errors: commonErrors,
  counts: "exportAll",
  async handle(invocation) {
    const { store, now } = invocation.services
    const name = `parley-${new Date(now()).toISOString().slice(0, 10)}.json`
    const body = await limited(invocation, exportAll(store, invocation.caller.owner, now))
    return { status: 200, headers: download(kinds.json.type, `attachment; filename="${name}"`), body }
  },
})

/** Takes a place for the download and gives it back when the last piece is made, or when the reader has left. */
async function limited({ caller, deadline, services }: Invocation, pieces: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const scopes = [
    { scope: `export#visitor#${caller.owner}`, size: downloadLimits.owner },
    { scope: `export#address#${caller.address}`, size: downloadLimits.address },
  ]
  const place = await takeSlots(services, scopes, deadline - services.now() + clockMilliseconds)
  if (!place) {
    throw new VisibleError("rate.exceeded", "Another download is running. Try again when it has ended.", { retryAfter: secondsToWait })
  }
  return (async function* () {
    try {
      yield* pieces
    } finally {
      await place.release()
    }
  })()
}

const download = (type: string, disposition: string) => ({ "content-type": type, "content-disposition": disposition })
