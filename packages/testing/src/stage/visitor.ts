import { textOf } from "@parley/core/text.ts"
import { createParser } from "eventsource-parser"
import { heardBlocks } from "./held-blocks.ts"

export type SentEvent = { event: string; id?: string | undefined; data: Record<string, unknown> }
export type Visitor = {
  /** The visitor cookie as `name=value`, after the first response that sets it. */
  cookie: () => string | undefined
  request(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Response>
  /** A request with a JSON response. */
  json<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T; headers: Headers }>
  /** Runs a turn as a stream, to its end. */
  chat(body: Record<string, unknown>, headers?: Record<string, string>): Promise<SentEvent[]>
  say(text: string, more?: Record<string, unknown>): Promise<SentEvent[]>
}

/** A visitor of the stage's API with its own cookie jar; with an ID token, a signed-in user. */
export function visitorAt(stageUrl: string, { token, ...jar }: { token?: string; cookie?: string | undefined } = {}): Visitor {
  let { cookie } = jar
  const request: Visitor["request"] = async (method, path, { body, headers = {}, signal } = {}) => {
    const response = await fetch(`${stageUrl}/api${path}`, {
      method,
      headers: {
        ...(cookie && { cookie }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie
    return response
  }
  const chat: Visitor["chat"] = async (body, headers = {}) => {
    const response = await request("POST", "/chat", { body, headers: { accept: "text/event-stream", ...headers } })
    if (!response.ok) throw new Error(`The turn was refused: ${response.status} ${await response.text()}`)
    return parseEvents(await response.text())
  }
  return {
    cookie: () => cookie,
    request,
    chat,
    say: (text, more = {}) => chat({ content: [{ text }], ...more }),
    async json(method, path, body) {
      const response = await request(method, path, body === undefined ? {} : { body })
      const text = await response.text()
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers }
    },
  }
}

/** Parsed by a third-party parser. */
export function parseEvents(text: string): SentEvent[] {
  const events: SentEvent[] = []
  const parser = createParser({ onEvent: ({ event = "message", id, data }) => events.push({ event, id, data: JSON.parse(data) }) })
  parser.feed(text)
  return events
}

/** The texts that a caller holds after these events, as one text. */
export const textOfEvents = (events: SentEvent[]): string => textOf(heardBlocks(events))

export const eventOf = (events: SentEvent[], name: string): Record<string, unknown> => {
  const found = events.find(({ event }) => event === name)
  if (!found) throw new Error(`There is no ${name} among ${events.map(({ event }) => event).join(", ")}`)
  return found.data
}
