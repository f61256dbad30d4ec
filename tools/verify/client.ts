import { createParser } from "eventsource-parser"

export type Answer = { status: number; headers: Headers; text: string; json: Record<string, unknown> }
export type StreamEvent = { event: string; id?: string; data: Record<string, unknown> /** When it arrived, in milliseconds. */; at: number }

/** The timeout of one request; the longest answers take some minutes. */
const requestTimeoutMs = 180_000

/** A caller of one site, like a browser: keeps the visitor's cookie, but follows no redirects. */
export class Client {
  readonly url: string
  readonly #token: string | undefined
  #cookie: string | undefined

  /** @param token an ID token, for sites that require sign-in */
  constructor(url: string, token?: string) {
    this.url = url.replace(/\/+$/, "")
    this.#token = token
  }

  /** Requests a path of the site; requests under `/api` carry cookie and token. */
  async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await this.#send(path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: objectIn(text) }
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) })
  }

  /**
   * Runs a turn as a stream of events.
   * @param until ends the connection after the event for which it is true
   * @throws Error with status and body if the response is not a stream
   */
  async stream(body: unknown, until: (event: StreamEvent) => boolean = () => false): Promise<StreamEvent[]> {
    const leaving = new AbortController()
    const headers = { "content-type": "application/json", accept: "text/event-stream" }
    const init = { method: "POST", headers, body: JSON.stringify(body), signal: leaving.signal }
    const response = await this.#send("/api/chat", init)
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream")
    if (response.status !== 200 || !isStream || !response.body)
      throw new Error(`POST /api/chat answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    const events: StreamEvent[] = []
    let isOver = false
    const parser = createParser({
      onEvent({ event = "message", id, data }) {
        if (isOver) return
        const seen = { event, data: objectIn(data), at: performance.now(), ...(id !== undefined && { id }) }
        events.push(seen)
        isOver = until(seen)
      },
    })
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body) {
        parser.feed(decoder.decode(chunk, { stream: true }))
        if (isOver) break
      }
    } finally {
      leaving.abort()
    }
    return events
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    if (path.startsWith("/api")) {
      if (this.#cookie && !headers.has("cookie")) headers.set("cookie", this.#cookie)
      if (this.#token) headers.set("authorization", `Bearer ${this.#token}`)
    }
    const timeout = AbortSignal.timeout(requestTimeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    const response = await fetch(this.url + path, { ...init, headers, signal, redirect: "manual" })
    const [cookie] = response.headers.getSetCookie()
    if (cookie && path.startsWith("/api")) this.#cookie ??= cookie.split(";", 1)[0]
    return response
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** The text blocks that a stream's events add up to, with a blank line between them. A block voids every one from its index on. */
export function textOfEvents(events: StreamEvent[]): string {
  const texts = new Map<number, string>()
  for (const { event, data } of events) {
    const { index, block, text } = data as { index: number; block?: object; text?: string }
    if (event === "block") for (const known of texts.keys()) if (known >= index) texts.delete(known)
    if (event === "block" && block && "text" in block) texts.set(index, "")
    if (event === "delta" && texts.has(index)) texts.set(index, texts.get(index) + (text ?? ""))
  }
  return [...texts.values()].filter((text) => text !== "").join("\n\n")
}
