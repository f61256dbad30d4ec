import { maxAfter } from "@parley/core/turn/request.ts"
import type { ErrorCode } from "@parley/core/visible-error.ts"
import type { FunctionName, RouteOf } from "./routes.ts"

type Parameters = Record<string, { description: string; required?: boolean; schema: Record<string, unknown> }>

type Operation = {
  summary: string
  description?: string
  query?: Parameters
  headers?: Parameters
  /** The schema of the request's body. */
  body?: "turnRequest" | "newTitle" | "feedback"
  /** By status; content maps a media type to a schema, `undefined` for plain text. */
  answers: Record<number, { description: string; headers?: Record<string, object>; content?: Record<string, string | undefined> }>
  errors?: ErrorCode[]
}

const ok = (schema: string, description = "OK") => ({ 200: { description, content: { "application/json": schema } } })
const gone = { 204: { description: "Deleted" } }
const page = {
  cursor: { description: "Where the page before ended; a missing cursor in an answer means the end.", schema: { type: "string" } },
  limit: { description: "At most so many.", schema: { type: "integer", minimum: 1, maximum: 100, default: 50 } },
}
const signIn: ErrorCode[] = ["auth.required", "auth.forbidden", "auth.unavailable"]
const everywhere: ErrorCode[] = [...signIn, "store.unavailable", "service.unavailable", "rate.exceeded", "internal"]

/** What the OpenAPI document says of each route beyond its schemas. */
export const operations: Record<RouteOf<FunctionName>, Operation> = {
  "POST /chat": {
    summary: "Take one turn",
    description:
      "The same `turnId` always converges on the same answer: the first POST starts the turn, a later one joins it or replays it. `accept: text/event-stream` gets server-sent events (`turn`, `delta`, then one `done` or `error`; see the `event.*` schemas), anything else one JSON object. `after` counts what the caller already holds, in UTF-16 code units; of a turn that failed and was begun again the whole answer comes all the same, so place each delta by its `id`, which counts the code units up to its end. At most 3 callers follow one turn at a time, 6 all turns of an owner, 12 all turns of an address; any other join gets 202 at once. Nobody follows for longer than 20 seconds: the stream then ends in an `error` with code `turn.follow` and status `interrupted`, the JSON form in 202, while the turn goes on; POST the same again with `after` for the rest. A turn that is not there (any more) is begun only for who holds nothing; otherwise the answer is `turn.missing`. The text may have 32,000 characters in all.",
    headers: {
      "Last-Event-ID": {
        description: "Counts as `after` where the body has none",
        schema: { type: "integer", minimum: 0, maximum: maxAfter },
      },
    },
    body: "turnRequest",
    answers: {
      200: { description: "The answer", content: { "application/json": "answeredTurn", "text/event-stream": undefined } },
      202: {
        description:
          "Still being written, in the JSON form and in the stream form: read the conversation again after `Retry-After` seconds (`GET /conversations/{conversationId}?limit=2` has the text so far, then the answer), or POST again later",
        headers: { "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } } },
        content: { "application/json": "runningTurn" },
      },
    },
    errors: [
      "body.invalid",
      "conversation.missing",
      "turn.missing",
      "turn.busy",
      "turn.notLast",
      "body.tooLarge",
      "body.notJson",
      "turn.mismatch",
      "budget.exhausted",
      "model.failed",
      "model.refused",
      "model.limit",
      "model.filtered",
      "model.empty",
      "model.throttled",
      "model.timeout",
      "turn.follow",
      ...everywhere,
    ],
  },
  "POST /chat/{turnId}/stop": {
    summary: "Ask a running turn to stop",
    description: "What was written is kept. Also 202 for a turn that has ended. No limit per minute refuses it.",
    answers: { 202: { description: "Asked", content: { "application/json": "stoppedTurn" } } },
    errors: ["turn.missing", "body.invalid", ...everywhere],
  },
  "GET /conversations": {
    summary: "The caller's conversations, newest first",
    query: page,
    answers: ok("conversationList"),
    errors: ["body.invalid", ...everywhere],
  },
  "DELETE /conversations": { summary: "Delete every conversation of the caller", answers: gone, errors: everywhere },
  "GET /conversations/adopt": {
    summary: "How many conversations of the visitor somebody who signed in could keep",
    description: "Bearer token and visitor cookie together. At most 100 are counted.",
    answers: ok("adoptable"),
    errors: everywhere,
  },
  "POST /conversations/adopt": {
    summary: "Keep the visitor's conversations",
    description:
      "Bearer token and visitor cookie together. Each conversation changes hands as a whole; asking again is safe. `busy` ones are being answered: ask again later. `left`: ask again at once.",
    answers: ok("adoption"),
    errors: everywhere,
  },
  "GET /conversations/{conversationId}": {
    summary: "One conversation: its newest messages, oldest first, and the turn that is running",
    query: page,
    answers: ok("openedConversation"),
    errors: ["conversation.missing", "body.invalid", ...everywhere],
  },
  "PATCH /conversations/{conversationId}": {
    summary: "Rename a conversation",
    body: "newTitle",
    answers: ok("conversation"),
    errors: ["conversation.missing", "body.invalid", "body.notJson", "body.tooLarge", ...everywhere],
  },
  "DELETE /conversations/{conversationId}": {
    summary: "Delete a conversation with its messages and turns",
    answers: gone,
    errors: ["conversation.missing", "body.invalid", ...everywhere],
  },
  "GET /conversations/{conversationId}/export": {
    summary: "Download a conversation",
    query: { format: { description: "As what", schema: { type: "string", enum: ["markdown", "json"], default: "markdown" } } },
    answers: { 200: { description: "A file", content: { "text/markdown": undefined, "application/json": "exportedConversation" } } },
    errors: ["conversation.missing", "body.invalid", ...everywhere],
  },
  "PUT /conversations/{conversationId}/messages/{messageId}/feedback": {
    summary: "Rate an answer, or take the rating back",
    body: "feedback",
    answers: ok("message"),
    errors: ["conversation.missing", "message.missing", "body.invalid", "body.notJson", "body.tooLarge", ...everywhere],
  },
  "GET /export": { summary: "Download everything of the caller", answers: ok("exportedEverything", "A file"), errors: everywhere },
  "GET /search": {
    summary: "Search the caller's titles and messages, newest first",
    query: { q: { description: "Words that must all occur", required: true, schema: { type: "string", maxLength: 200 } } },
    answers: ok("searchResults", "`complete` is false if something older was not looked at"),
    errors: ["body.invalid", ...everywhere],
  },
  "GET /usage": {
    summary: "What the caller used per day, and what is left of today",
    query: { days: { description: "How many days back", schema: { type: "integer", minimum: 1, maximum: 30, default: 30 } } },
    answers: ok("usageReport"),
    errors: ["body.invalid", ...everywhere],
  },
  "GET /config": {
    summary: "Models on offer, limits and sign-in settings",
    answers: ok("siteConfig"),
    errors: [...signIn, "service.unavailable", "internal"],
  },
  "GET /health": { summary: "Whether the function runs", answers: ok("healthReport") },
}
