import type { IncomingMessage, ServerResponse } from "node:http"
import { json } from "node:stream/consumers"
import { type Answering, FakeFailure, FakeTurn } from "./fake-turn.ts"

type Conversation = { conversationId: string; title: string; createdAt: string; updatedAt: string; messageCount: number; modelId: string }
type Post = { turnId: string; conversationId?: string; content: [{ text: string }]; after: number }

/**
 * A small second implementation of the API, for states that are hard to provoke in the real one. A test scripts it through `answer` and
 * `refuse`, and reads `posts`, `stops` and `deleted`.
 */
export class FakeApi {
  answer: Answering = async function* () {
    yield "Hello."
  }
  /** Called before each POST of a turn; what it returns is the answer to it. */
  refuse: (attempt: number) => FakeFailure | "cut" | undefined = () => undefined
  models = [{ modelId: "fake", name: "Fake model", default: true }]
  readonly posts: Post[] = []
  readonly stops: string[] = []
  readonly deleted: string[] = []
  readonly conversations: Conversation[] = []
  readonly turns: FakeTurn[] = []

  /** Stores a conversation with ended turns. */
  seed(
    conversationId: string,
    title: string,
    exchanges: [question: string, answer: string][] = [],
    updatedAt = new Date().toISOString(),
  ): void {
    this.conversations.push({ conversationId, title, createdAt: updatedAt, updatedAt, messageCount: exchanges.length * 2, modelId: "fake" })
    for (const [index, [question, answer]] of exchanges.entries()) {
      const turn = new FakeTurn(`trn_${conversationId}_${index}`, conversationId, question)
      turn.text = answer
      turn.status = "complete"
      this.turns.push(turn)
    }
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    try {
      await this.route(request, response, `${request.method} ${url.pathname.slice("/api".length)}`)
    } catch (error) {
      const { status, code, extras } = error instanceof FakeFailure ? error : new FakeFailure(500, "internal")
      response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify({ code, status, ...extras }))
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse, route: string): Promise<void> {
    const send = (body: object, status = 200) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    const id = decodeURIComponent(route.split("/")[2] ?? "")
    if (route === "GET /config") return send({ models: this.models, limits: { textCharacters: 32_000 } })
    if (route === "GET /conversations") {
      return send({ conversations: this.conversations.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)) })
    }
    if (route === "POST /chat") return this.chat((await json(request)) as Post, response)
    if (/^POST \/chat\/[^/]+\/stop$/.test(route)) {
      this.stops.push(id)
      const turn = this.turns.find(({ turnId }) => turnId === id)
      if (!turn) throw new FakeFailure(404, "turn.missing")
      turn.stopRequested = true
      return send({}, 202)
    }
    const conversation = this.conversations.find(({ conversationId }) => conversationId === id)
    if (!conversation) throw new FakeFailure(404, "conversation.missing")
    if (route.startsWith("GET")) return send(this.page(conversation))
    if (route.startsWith("PATCH")) return send(Object.assign(conversation, await json(request)))
    if (!route.startsWith("DELETE")) throw new FakeFailure(404, "route.missing")
    this.deleted.push(id)
    this.conversations.splice(this.conversations.indexOf(conversation), 1)
    response.writeHead(204).end()
  }

  private chat(post: Post, response: ServerResponse): void {
    this.posts.push(post)
    const refusal = this.refuse(this.posts.length)
    if (refusal === "cut") return void response.destroy()
    if (refusal) throw refusal
    const turn = this.turns.find(({ turnId }) => turnId === post.turnId) ?? this.begin(post)
    if (turn.runs === 0 || turn.status === "failed") void turn.run(this.answer)
    response.writeHead(200, { "content-type": "text/event-stream" })
    const event = (name: string, data: object, end?: number) => {
      response.write(`event: ${name}\n${end === undefined ? "" : `id: ${end}\n`}data: ${JSON.stringify(data)}\n\n`)
      if (name === "done" || name === "error") response.end()
    }
    const leave = turn.listen({ event, cut: () => response.destroy() }, post.after)
    response.on("close", leave)
  }

  private begin({ turnId, conversationId, content: [{ text }] }: Post): FakeTurn {
    const id = conversationId ?? `cnv_${this.conversations.length + 1}`
    if (!conversationId) this.seed(id, text.slice(0, 60))
    const turn = new FakeTurn(turnId, id, text)
    this.turns.push(turn)
    return turn
  }

  private page(conversation: Conversation) {
    const turns = this.turns.filter(({ conversationId }) => conversationId === conversation.conversationId)
    const running = turns.find(({ status }) => status === "streaming")
    return { conversation, messages: turns.flatMap(messagesOf), ...(running ? { turn: { messageId: "m", ...summaryOf(running) } } : {}) }
  }
}

const summaryOf = ({ turnId, status, text, createdAt }: FakeTurn) => ({ turnId, status, text, createdAt })

function messagesOf({ turnId, question, text, status, error, createdAt }: FakeTurn) {
  const user = { messageId: `u${turnId}`, turnId, role: "user", content: [{ text: question }], status: "complete", createdAt }
  if (status === "streaming") return [user]
  const said = {
    messageId: `a${turnId}`,
    turnId,
    role: "assistant",
    content: text ? [{ text }] : [],
    status,
    createdAt,
    stopReason: "end_turn",
  }
  return [user, error ? { ...said, error: { code: error.code, retryable: true } } : said]
}
