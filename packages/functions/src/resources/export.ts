import { takeSlots } from "@parley/core/budget/slots.ts"
import { exportAll, exportConversation } from "@parley/core/conversation/export.ts"
import { requireConversation } from "@parley/core/conversation/read.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint, Invocation } from "../endpoint.ts"
import { readQuery } from "../request.ts"
import { exportQuery } from "../schemas/requests.ts"
import { conversationIdOf } from "./conversations.ts"
import { attachment } from "./file-name.ts"

const { store, now } = storeContext

const kinds = {
  markdown: { type: "text/markdown; charset=utf-8", ending: "md" },
  json: { type: "application/json; charset=utf-8", ending: "json" },
}

/** A download holds an execution for as long as its reader takes: so many at once may belong to one owner and to one address. */
const downloadLimits = { owner: 1, address: 3 }
/** How long a place is kept beyond the function's end: clocks differ. */
const clockMilliseconds = 5_000
const secondsToWait = 5

export const exportOne: Endpoint = async (invocation) => {
  const { request, caller } = invocation

  const { format } = readQuery(request, exportQuery)
  const conversation = await requireConversation(store, caller.owner, conversationIdOf(request), now)
  const { type, ending } = kinds[format]
  const body = await limited(invocation, exportConversation(store, conversation, format, now))
  return { status: 200, headers: download(type, attachment(conversation.title, ending)), body }
}

export const exportEverything: Endpoint = async (invocation) => {
  const name = `parley-${new Date(now()).toISOString().slice(0, 10)}.json`
  const body = await limited(invocation, exportAll(store, invocation.caller.owner, now))
  return { status: 200, headers: download(kinds.json.type, `attachment; filename="${name}"`), body }
}

/** Takes a place for the download and gives it back when the last piece is made, or when the reader has left. */
async function limited({ caller, deadline }: Invocation, pieces: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const scopes = [
    { scope: `export#visitor#${caller.owner}`, size: downloadLimits.owner },
    { scope: `export#address#${caller.address}`, size: downloadLimits.address },
  ]
  const place = await takeSlots(storeContext, scopes, deadline - now() + clockMilliseconds)
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
