import type { IncomingMessage, ServerResponse } from "node:http"
import { json } from "node:stream/consumers"
import { ownerOf, visitor } from "./fake-owner.ts"
import { type FakeConversation, pageOf, search, usageReport } from "./fake-reads.ts"
import { FakeState, type Fork, type Post } from "./fake-state.ts"
import { asText } from "./fake-text-stream.ts"
import { checkBegin } from "./fake-tree.ts"
import { FakeFailure, FakeTurn } from "./fake-turn.ts"

/**
 * A small second implementation of the API, for states that are hard to reproduce with the real one. A test scripts it with `answer` and
 * `refuse`, and reads `posts`, `stops` and `deleted`.
 */
export class FakeApi extends FakeState {
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
        ...(this.isOld ? {} : { api: 2 }),
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
    if (route === "POST /conversations") return send(this.fork((await json(request)) as Fork, owner), 201)
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
    const turns = this.turnsOf(id)
    if (route.endsWith("/export")) {
      const type = query.get("format") === "json" ? "json" : "md"
      return this.download(response, query, `export.${type}`, (next) =>
        next ? `${conversation.title}\nIt goes on in the next part, the download with \`after=${next}\`.*\n` : conversation.title,
      )
    }
    if (route.startsWith("GET")) {
      const [cursor, leafTurnId] = [query.get("cursor"), query.get("leafTurnId")]
      return send(pageOf(conversation, turns, { pageTurns: this.pageLength, cursor, leafTurnId, isOld: this.isOld }))
    }
    if (route.startsWith("PATCH")) {
      const change = (await json(request)) as { leafTurnId?: string }
      if (change.leafTurnId && !turns.some(({ turnId }) => turnId === change.leafTurnId)) throw new FakeFailure(404, "turn.missing")
      return send(Object.assign(conversation, change))
    }
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
    if (this.isOld && typeof post.after === "string") throw new FakeFailure(400, "body.invalid")
    if (!known && post.after) throw new FakeFailure(404, "turn.missing")
    const turn = known ?? this.begin(post, owner)
    if (turn.runs === 0 || turn.status === "failed") void turn.run(this.answer)
    if (instead === "waiting" && turn.status === "streaming") {
      const waiting = { conversationId: turn.conversationId, turnId: turn.turnId, status: "streaming", retryAfter: 1 }
      response.writeHead(202, { "content-type": "application/json", "retry-after": "1" }).end(JSON.stringify(waiting))
      return
    }
    response.writeHead(200, { "content-type": "text/event-stream" })
    const event = (name: string, data: object, id?: string) => {
      response.write(`event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
      if (name === "done" || name === "error") response.end()
    }
    const listener = { event, cut: () => response.destroy() }
    const { after } = post
    const leave = this.isOld || typeof after === "number" ? turn.listen(asText(listener, Number(after ?? 0))) : turn.listen(listener, after)
    response.on("close", leave)
  }

  private begin(post: Post, owner: string): FakeTurn {
    const id = post.conversationId ?? `cnv_${this.conversations.length + 1}`
    const others = this.turnsOf(id)
    if (this.isOld) this.replace(post, others)
    const beside = post.replaces ? others.find(({ turnId }) => turnId === post.replaces) : undefined
    const parent = post.parentTurnId === undefined ? (beside?.parentTurnId ?? this.leafOf(id)?.turnId ?? null) : post.parentTurnId
    const continues = post.continues === true
    checkBegin(others, { turnId: post.turnId, parentTurnId: parent, continues }, this.maxVersions)
    const content = continues ? [] : post.content
    if (!post.conversationId) this.seed(id, post.content[0].text.slice(0, 60), [], new Date().toISOString(), owner)
    const turn = Object.assign(new FakeTurn(post.turnId, id, content), { parentTurnId: parent, continues })
    this.add(turn)
    return turn
  }

  /** As the functions before versions did it. */
  private replace({ parentTurnId, continues, replaces }: Post, others: FakeTurn[]): void {
    if (parentTurnId !== undefined || continues) throw new FakeFailure(400, "body.invalid")
    if (!replaces) return
    if (others.at(-1)?.turnId !== replaces) throw new FakeFailure(409, "turn.notLast")
    this.turns.splice(
      this.turns.findIndex(({ turnId }) => turnId === replaces),
      1,
    )
    others.pop()
  }
}
