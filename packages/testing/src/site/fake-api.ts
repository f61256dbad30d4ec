import type { IncomingMessage, ServerResponse } from "node:http"
import { json } from "node:stream/consumers"
import { ownerOf, type SignIn, visitor } from "./fake-owner.ts"
import { type FakeConversation, pageOf, search, usageReport } from "./fake-reads.ts"
import { type Answering, FakeFailure, FakeTurn } from "./fake-turn.ts"

type Post = {
  turnId: string
  conversationId?: string
  content: [{ text: string }, ...{ text: string }[]]
  modelId?: string
  after: number
  replaces?: string
}

/**
 * A small second implementation of the API, for states that are hard to reproduce with the real one. A test scripts it with `answer` and
 * `refuse`, and reads `posts`, `stops` and `deleted`.
 */
export class FakeApi {
  answer: Answering = async function* () {
    yield "Hello."
  }
  /** Called before each POST of a turn. Its result is the answer to that turn. */
  refuse: (attempt: number) => FakeFailure | "cut" | undefined = () => undefined
  /** Called for each request before it is processed, with the count by route. A promise that resolves later simulates a slow request. */
  early: (route: string, asked: number) => Promise<void> | undefined = () => undefined
  /** Called for each response that is not a stream, after it was created. A promise that resolves later simulates a late response. */
  late: (route: string, asked: number) => Promise<void> | undefined = () => undefined
  /** Called before each POST of a turn that exists or is created by it. The result replaces the stream, as `waiting` or the firewall do. */
  instead: (attempt: number) => "waiting" | "challenge" | "captcha" | undefined = () => undefined
  /** The conversations to list when the index lags behind the stored data. */
  index: FakeConversation[] | undefined
  models = [{ modelId: "fake", name: "Fake model", default: true }]
  /** Every connection is cut, as if the server were down. */
  down = false
  stage = "prod"
  responder = "bedrock"
  /**
   * The sign-in configuration. If set, tokens are checked; a request without a token reads open resources only, or acts as the anonymous
   * visitor.
   */
  signIn: SignIn | null = null
  /** Called with each token that is otherwise valid. Its result is the response. */
  refuseToken: (sub: string) => FakeFailure | undefined = () => undefined
  /**
   * One item for each claim response: whether more conversations remain for the next call, and how many of the visitor's conversations are
   * busy.
   */
  adoption: { left: boolean; busy: number }[] = []
  /** Whether a search reports that it searched everything. */
  searchComplete = true
  /** The cursor at the end of the first part of each download. Without one the download is complete. */
  exportNext: string | undefined
  /** The page size of conversations and of turns. */
  pageLength = 50
  /** The routes called, each with its owner. */
  readonly asked: [route: string, owner: string][] = []
  readonly posts: Post[] = []
  readonly stops: string[] = []
  readonly deleted: string[] = []
  readonly conversations: FakeConversation[] = []
  readonly turns: FakeTurn[] = []

  /** Stores a conversation with ended turns. */
  seed(
    conversationId: string,
    title: string,
    exchanges: [question: string, answer: string][] = [],
    updatedAt = new Date().toISOString(),
    owner = visitor,
  ): void {
    this.conversations.push({
      owner,
      conversationId,
      title,
      createdAt: updatedAt,
      updatedAt,
      messageCount: exchanges.length * 2,
      modelId: "fake",
    })
    for (const [question, answer] of exchanges) this.seedTurn(conversationId, question, answer)
  }

  /** Stores an ended turn at the end of a conversation. */
  seedTurn(conversationId: string, question: string | { text: string }[], answer: string): FakeTurn {
    const index = this.turns.filter((turn) => turn.conversationId === conversationId).length
    const turn = new FakeTurn(
      `trn_${conversationId}_${index}`,
      conversationId,
      typeof question === "string" ? [{ text: question }] : question,
    )
    turn.text = answer
    turn.status = "complete"
    this.turns.push(turn)
    return turn
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (this.down) return void response.destroy()
    try {
      await this.route(request, response, `${request.method} ${url.pathname.slice("/api".length)}`, url.searchParams)
    } catch (error) {
      const { status, code, extras } = error instanceof FakeFailure ? error : new FakeFailure(500, "internal")
      response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify({ code, status, ...extras }))
    }
  }

  /** Sends a file, or the requested range of it. */
  private download(response: ServerResponse, query: URLSearchParams, name: string, file: (next?: string) => string): void {
    const isFirst = !query.has("after")
    const named = isFirst ? name : name.replace(".", "-part-2.")
    response.writeHead(200, { "content-disposition": `attachment; filename="${named}"` }).end(file(isFirst ? this.exportNext : undefined))
  }

  private async route(request: IncomingMessage, response: ServerResponse, route: string, query: URLSearchParams): Promise<void> {
    const owner = ownerOf(request, route, this)
    this.asked.push([route, owner])
    const times = this.asked.filter(([other]) => other === route).length
    const send = async (body: object, status = 200) => {
      const made = JSON.stringify(body)
      await this.late(route, times)
      response.writeHead(status, { "content-type": "application/json" }).end(made)
    }
    await this.early(route, times)
    const id = decodeURIComponent(route.split("/")[2] ?? "")
    if (route === "GET /health") return send({ status: "ok" })
    if (route === "GET /config")
      return send({
        stage: this.stage,
        responder: this.responder,
        models: this.models,
        limits: { textCharacters: 32_000, retentionDays: 30 },
        signIn: this.signIn,
      })
    if (route.endsWith("/conversations/adopt")) return send(this.adopt(route.startsWith("POST"), owner))
    if (route === "GET /conversations") return send(this.list(owner, query.get("cursor")))
    if (route === "GET /export") {
      const part = query.has("after") ? 2 : 1
      const all = (next?: string) => `${JSON.stringify({ part, complete: !next, ...(next && { next }) })}\n`
      return this.download(response, query, "parley.json", all)
    }
    if (route === "GET /usage") return send(usageReport(Date.now()))
    if (route === "GET /search") {
      return send({ results: search(query.get("q") ?? "", this.conversations, this.turns), complete: this.searchComplete })
    }
    if (route === "DELETE /conversations") {
      this.deleted.push(...this.conversations.splice(0).map(({ conversationId }) => conversationId))
      return void response.writeHead(204).end()
    }
    if (route === "POST /chat") return this.chat((await json(request)) as Post, response, owner)
    if (/^POST \/chat\/[^/]+\/stop$/.test(route)) {
      this.stops.push(id)
      const turn = this.turns.find(({ turnId }) => turnId === id)
      if (!turn) throw new FakeFailure(404, "turn.missing")
      turn.stopRequested = true
      return send({}, 202)
    }
    const conversation = this.conversations.find((one) => one.conversationId === id && one.owner === owner)
    if (!conversation) throw new FakeFailure(404, "conversation.missing")
    return this.routeOfConversation(conversation, request, response, route, query, send)
  }

  private async routeOfConversation(
    conversation: FakeConversation,
    request: IncomingMessage,
    response: ServerResponse,
    route: string,
    query: URLSearchParams,
    send: (body: object, status?: number) => Promise<void>,
  ): Promise<void> {
    const id = conversation.conversationId
    const turns = this.turns.filter(({ conversationId }) => conversationId === id)
    if (route.endsWith("/export")) {
      const type = query.get("format") === "json" ? "json" : "md"
      return this.download(response, query, `export.${type}`, (next) =>
        next ? `${conversation.title}\nIt goes on in the next part, the download with \`after=${next}\`.*\n` : conversation.title,
      )
    }
    if (route.startsWith("GET")) return send(pageOf(conversation, turns, this.pageLength, query.get("cursor")))
    if (route.startsWith("PATCH")) return send(Object.assign(conversation, await json(request)))
    if (route.endsWith("/feedback")) {
      const turn = turns.find(({ turnId }) => route.includes(`/a${turnId}/`))
      if (!turn) throw new FakeFailure(404, "message.missing")
      turn.feedback = await json(request)
      return send({})
    }
    if (!route.startsWith("DELETE")) throw new FakeFailure(404, "route.missing")
    this.deleted.push(id)
    this.conversations.splice(this.conversations.indexOf(conversation), 1)
    response.writeHead(204).end()
  }

  private list(owner: string, cursor: string | null) {
    const start = Number(cursor ?? 0)
    const own = (this.index ?? this.conversations).filter((one) => one.owner === owner)
    const sorted = own.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    const end = start + this.pageLength
    return { conversations: sorted.slice(start, end), ...(end < sorted.length ? { cursor: String(end) } : {}) }
  }

  private adopt(isAsked: boolean, owner: string) {
    const found = this.conversations.filter((one) => one.owner === visitor)
    if (!isAsked) return { conversations: found.length }
    const { left, busy } = this.adoption.shift() ?? { left: false, busy: 0 }
    const taken = left ? found.slice(0, 1) : found.slice(busy)
    for (const one of taken) one.owner = owner
    return { adopted: taken.length, busy, left }
  }

  private chat(post: Post, response: ServerResponse, owner: string): void {
    this.posts.push(post)
    const instead = this.instead(this.posts.length)
    if (instead === "challenge" || instead === "captcha") {
      const headers = { "x-amzn-waf-action": instead, "content-type": "text/html" }
      return void response.writeHead(instead === "challenge" ? 202 : 405, headers).end()
    }
    const refusal = this.refuse(this.posts.length)
    if (refusal === "cut") return void response.destroy()
    if (refusal) throw refusal
    const known = this.turns.find(({ turnId }) => turnId === post.turnId)
    if (!known && post.after > 0) throw new FakeFailure(404, "turn.missing")
    const turn = known ?? this.begin(post, owner)
    if (turn.runs === 0 || turn.status === "failed") void turn.run(this.answer)
    if (instead === "waiting" && turn.status === "streaming") {
      const waiting = { conversationId: turn.conversationId, turnId: turn.turnId, status: "streaming", retryAfter: 1 }
      response.writeHead(202, { "content-type": "application/json", "retry-after": "1" }).end(JSON.stringify(waiting))
      return
    }
    response.writeHead(200, { "content-type": "text/event-stream" })
    const event = (name: string, data: object, end?: number) => {
      response.write(`event: ${name}\n${end === undefined ? "" : `id: ${end}\n`}data: ${JSON.stringify(data)}\n\n`)
      if (name === "done" || name === "error") response.end()
    }
    const leave = turn.listen({ event, cut: () => response.destroy() }, post.after)
    response.on("close", leave)
  }

  private begin({ turnId, conversationId, content, replaces }: Post, owner: string): FakeTurn {
    const id = conversationId ?? `cnv_${this.conversations.length + 1}`
    const others = this.turns.filter((turn) => turn.conversationId === id)
    const running = others.find(({ status, runs }) => status === "streaming" && runs > 0)
    if (running) throw new FakeFailure(409, "turn.busy", { turnId: running.turnId })
    if (replaces) {
      if (others.at(-1)?.turnId !== replaces) throw new FakeFailure(409, "turn.notLast")
      this.turns.splice(
        this.turns.findIndex((turn) => turn.turnId === replaces),
        1,
      )
    }
    if (!conversationId) this.seed(id, content[0].text.slice(0, 60), [], new Date().toISOString(), owner)
    const turn = new FakeTurn(turnId, id, content)
    this.turns.push(turn)
    return turn
  }
}
