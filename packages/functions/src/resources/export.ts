import { exportAllQuery, exportedConversation, exportedEverything, exportQuery } from "@parley/api/export.ts"
import { takeSlots } from "@parley/core/budget/slots.ts"
import { exportAll, exportConversation } from "@parley/core/conversation/export.ts"
import { type Limits, type Place, placeOfCursor, wrongPlace } from "@parley/core/conversation/export-part.ts"
import { requireConversation } from "@parley/core/conversation/read.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import type { Invocation } from "../route.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"
import { attachment } from "./file-name.ts"
import { conversationId } from "./ids.ts"

const kinds = {
  markdown: { type: "text/markdown; charset=utf-8", ending: "md" },
  json: { type: "application/json; charset=utf-8", ending: "json" },
}

/**
 * A part of a download. A part may have twice as much and one message; Lambda sends the first 6 MB at once and then 2 MB a second, in the 30 seconds of
 * the function some 66 MB. A reader of half a megabyte a second gets 8 MB in half of that time. Most owners have less in all.
 */
const partBytes = 8 * 1_024 * 1_024
const inParts =
  "A file ends after 8 MB, or after half of the function's time for a slow reader: `complete` is then false, and `next` goes into `after` for the next part. Each part counts as a download."

/** A download holds an execution for as long as its reader takes, so concurrent downloads are limited per owner and per address. */
const downloadLimits = { owner: 1, address: 3 }
/** How long a place is kept beyond the function's end: clocks differ. */
const clockMs = 5_000
const secondsToWait = 5

export const getExport = defineRoute({
  method: "GET",
  path: "/conversations/{conversationId}/export",
  function: "conversations",
  summary: "Download a conversation",
  description: `${inParts} In Markdown the last line says so.`,
  ids: { conversationId },
  query: exportQuery,
  answers: { 200: { description: "A file", content: { "text/markdown": undefined, "application/json": exportedConversation } } },
  errors: ["conversation.missing", "body.invalid", ...commonErrors],
  counts: "exportOne",
  async handle(invocation) {
    const { ids, query, caller } = invocation
    const { store, now } = invocation.services
    const conversation = await requireConversation(store, caller.owner, ids.conversationId, now)
    const place = query.after === undefined ? undefined : placeOfCursor(query.after)
    if (place && (place.conversationId !== conversation.conversationId || !place.messageId)) throw wrongPlace()
    const { type, ending } = kinds[query.format]
    const options = { now, limits: limitsOf(invocation), after: place }
    const body = await limited(invocation, exportConversation(store, conversation, query.format, options))
    return { status: 200, headers: download(type, attachment(`${conversation.title}${partName(" ", place)}`, ending)), body }
  },
})

export const getExportOfAll = defineRoute({
  method: "GET",
  path: "/export",
  function: "conversations",
  summary: "Download everything of the caller",
  description: `${inParts} Parts end between two conversations; only one that is longer than a part, or a slow reader, has a conversation cut after a message: it is not \`complete\`, and the next part begins with its other messages. The last part has \`usage\`.`,
  query: exportAllQuery,
  answers: ok(exportedEverything, "A file"),
  errors: ["body.invalid", ...commonErrors],
  counts: "exportAll",
  async handle(invocation) {
    const { store, now } = invocation.services
    const { after } = invocation.query
    const place = after === undefined ? undefined : placeOfCursor(after)
    const name = `parley-${new Date(now()).toISOString().slice(0, 10)}${partName("-", place)}.json`
    const options = { now, limits: limitsOf(invocation), after: place }
    const body = await limited(invocation, exportAll(store, invocation.caller.owner, options))
    return { status: 200, headers: download(kinds.json.type, `attachment; filename="${name}"`), body }
  },
})

const partName = (separator: string, place: Place | undefined) => (place ? `${separator}part${separator}${place.part}` : "")

/** At half of the function's time, for a slow reader: what was made of the part until then may take the other half to arrive. */
const limitsOf = ({ deadline, services: { now } }: Pick<Invocation, "deadline" | "services">): Limits => ({
  bytes: partBytes,
  until: (now() + deadline) / 2,
})

/** Takes a place for the download and gives it back when the last piece is made, or when the reader has left. */
async function limited({ caller, deadline, services }: Invocation, pieces: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const scopes = [
    { scope: `export#visitor#${caller.owner}`, size: downloadLimits.owner },
    { scope: `export#address#${caller.address}`, size: downloadLimits.address },
  ]
  const place = await takeSlots(services, scopes, deadline - services.now() + clockMs)
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
