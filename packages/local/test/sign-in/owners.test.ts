import { newConversationId, newMessageId, newTurnId } from "@parley/core/ids.ts"
import { type FunctionName, type RouteOf, routes } from "@parley/functions/routes.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startTestIssuer, type TestIssuer } from "../support/issuer.ts"

type Ids = { conversationId: string; turnId: string; messageId: string }
type Owned = Ids & { secret: string }
type Row = {
  path(of: Ids): string
  body?(of: Ids): unknown
  /** The status for a caller who uses another owner's ids or requests their own data. */
  status: number
  /** Visitors are refused on this route. */
  visitor?: 401
  /** Also open if everyone has to sign in. */
  open?: true
}

const conversation = ({ conversationId }: Ids) => `/conversations/${conversationId}`
const rows: Record<RouteOf<FunctionName>, Row> = {
  "POST /chat": {
    path: () => "/chat",
    body: ({ conversationId, turnId }) => ({ conversationId, turnId, content: [{ text: "Hi" }] }),
    status: 404,
  },
  "POST /chat/{turnId}/stop": { path: ({ turnId }) => `/chat/${turnId}/stop`, status: 404 },
  "POST /conversations": {
    path: () => "/conversations",
    body: ({ conversationId, turnId }) => ({ conversationId: newConversationId(), from: { conversationId, turnId } }),
    status: 404,
  },
  "GET /conversations": { path: () => "/conversations", status: 200 },
  "DELETE /conversations": { path: () => "/conversations", status: 204 },
  "GET /conversations/adopt": { path: () => "/conversations/adopt", status: 200, visitor: 401 },
  "POST /conversations/adopt": { path: () => "/conversations/adopt", status: 200, visitor: 401 },
  "GET /conversations/{conversationId}": { path: conversation, status: 404 },
  "PATCH /conversations/{conversationId}": { path: conversation, body: () => ({ title: "Mine now" }), status: 404 },
  "DELETE /conversations/{conversationId}": { path: conversation, status: 404 },
  "GET /conversations/{conversationId}/export": { path: (of) => `${conversation(of)}/export?format=json`, status: 404 },
  "PUT /conversations/{conversationId}/messages/{messageId}/feedback": {
    path: (of) => `${conversation(of)}/messages/${of.messageId}/feedback`,
    body: () => ({ rating: "down" }),
    status: 404,
  },
  "GET /export": { path: () => "/export", status: 200 },
  "GET /search": { path: () => "/search?q=secret", status: 200 },
  "GET /usage": { path: () => "/usage", status: 200 },
  "GET /config": { path: () => "/config", status: 200, open: true },
  "GET /health": { path: () => "/health", status: 200, open: true },
}

let issuer: TestIssuer
let bedrock: FaultBedrock
// Two stages on one table: both have the visitors' data.
const stages: { on?: TestStage; off?: TestStage } = {}
/** Visitor A and person C own data. */
const owned: Record<string, Owned> = {}
const credentials: Record<string, { cookie?: string | undefined; token?: string; isPerson?: boolean }> = {
  nobody: {},
  "visitor A": {},
  "visitor B": {},
  "person C": { isPerson: true },
  "person D": { isPerson: true },
  "person D with A's cookie": { isPerson: true },
}

beforeAll(async () => {
  issuer = await startTestIssuer()
  bedrock = await startFaultBedrock()
  stages.on = await startTestStage({ bedrockUrl: bedrock.url, env: { ...issuer.settings, ANONYMOUS: "on" } })
  stages.off = await startTestStage({
    bedrockUrl: bedrock.url,
    env: { ...issuer.settings, ANONYMOUS: "off", AWS_ENDPOINT_URL_DYNAMODB: stages.on.databaseUrl },
  })
  const token = await issuer.token({ sub: "D" })
  Object.assign(credentials["person C"] ?? {}, { token: await issuer.token({ sub: "C" }) })
  Object.assign(credentials["person D"] ?? {}, { token })
  for (const name of ["visitor A", "visitor B", "person C"]) {
    const caller = visitorAt(stages.on.url, credentials[name])
    if (name === "visitor B") await caller.json("GET", "/config")
    else owned[name] = await somethingOf(caller, name)
    Object.assign(credentials[name] ?? {}, { cookie: caller.cookie() })
  }
  Object.assign(credentials["person D with A's cookie"] ?? {}, { token, cookie: credentials["visitor A"]?.cookie })
  bedrock.reset()
})
afterAll(async () => {
  await stages.off?.stop()
  await stages.on?.stop()
  await bedrock?.close()
  await issuer?.stop()
})

async function somethingOf(caller: Visitor, name: string): Promise<Owned> {
  const secret = `secret-of-${name.replace(" ", "-")}`
  const { conversationId, turnId, messageId } = eventOf(await caller.say(secret), "turn") as Ids
  return { conversationId, turnId, messageId, secret }
}

type Anonymous = "on" | "off"
const as = (name: string, anonymous: Anonymous) => visitorAt(stages[anonymous]?.url ?? "", credentials[name])

/** A response without the headers that differ in every response. */
async function ask(route: string, row: Row, ids: Ids, caller: Visitor) {
  const [method = ""] = route.split(" ")
  const response = await caller.request(method, row.path(ids), row.body ? { body: row.body(ids) } : {})
  const id = response.headers.get("x-request-id") ?? ""
  const headers = [...response.headers].filter(([name]) => !/^(x-request-id|date|set-cookie)$/.test(name))
  return {
    status: response.status,
    text: (await response.text()).replace(id, "the request's id"),
    headers: Object.fromEntries(headers),
    cookie: response.headers.get("set-cookie")?.split("=")[0],
  }
}

async function everythingIsThere() {
  for (const [name, { conversationId, secret }] of Object.entries(owned)) {
    const { status, body } = await as(name, "on").json<{ conversation: unknown; messages: unknown[] }>(
      "GET",
      `/conversations/${conversationId}`,
    )
    expect(status).toBe(200)
    expect(body.conversation).toMatchObject({ title: secret, messageCount: 2 })
    expect(body.messages).toMatchObject([{ content: [{ text: secret }] }, { content: [{ text: "Hello from the model." }] }])
    expect(JSON.stringify(body)).not.toContain("feedback")
  }
  expect(bedrock.calls).toHaveLength(0)
}

test("every route has a row in this table", () => {
  expect(Object.keys(rows).sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
})

test.each(["visitor A", "person C"])("%s can read their data by every route", async (name) => {
  const mine = owned[name] as Owned
  const reading = ["", "/{conversationId}", "/{conversationId}/export"].map((path) => `GET /conversations${path}`)
  for (const route of [...reading, "GET /export", "GET /search"]) {
    const { status, text } = await ask(route, rows[route as keyof typeof rows], mine, as(name, "on"))
    expect([route, status]).toEqual([route, 200])
    expect(text).toContain(mine.secret)
  }
})

describe.each<Anonymous>(["on", "off"])("with ANONYMOUS=%s", (anonymous) => {
  const callers = Object.keys(credentials)
  const cases = Object.entries(rows).flatMap(([route, row]) => callers.map((caller) => ({ route, row, caller })))

  test.each(cases)("$route for $caller", async ({ route, row, caller }) => {
    // This request deletes or moves the caller's own data; a test below covers it.
    if (route === "POST /conversations/adopt" && caller === "person D with A's cookie") return everythingIsThere()
    const isPerson = credentials[caller]?.isPerson === true
    if (route === "DELETE /conversations" && owned[caller] && (isPerson || anonymous === "on")) return everythingIsThere()
    const mustSignIn = !isPerson && (row.visitor !== undefined || (anonymous === "off" && !row.open))
    for (const [owner, theirs] of Object.entries(owned)) {
      if (owner === caller) continue
      const answer = await ask(route, row, theirs, as(caller, anonymous))
      expect(answer.status).toBe(mustSignIn ? 401 : row.status)
      expect(answer.text).not.toContain(theirs.secret)
      expect(answer.text).not.toContain(theirs.conversationId)
      expect(answer.cookie).toBe(isPerson || anonymous === "off" || route === "GET /health" ? undefined : "visitor")
      if (mustSignIn) expect(JSON.parse(answer.text)).toMatchObject({ code: "auth.required" })
      if (answer.status === 404) {
        const missing = { conversationId: newConversationId(), turnId: newTurnId(), messageId: newMessageId() }
        expect(await ask(route, row, missing, as(caller, anonymous))).toEqual(answer)
      }
    }
    if (!route.startsWith("GET ")) await everythingIsThere()
  })

  test("a user with a visitor's cookie gets the same responses as without it, except for the offer to claim conversations", async () => {
    for (const [route, row] of Object.entries(rows)) {
      if (!route.startsWith("GET ")) continue
      // One after the other: an owner has one export at a time.
      const both = await ask(route, row, owned["visitor A"] as Owned, as("person D with A's cookie", anonymous))
      const alone = await ask(route, row, owned["visitor A"] as Owned, as("person D", anonymous))
      if (route === "GET /conversations/adopt") expect([both.text, alone.text]).toEqual(['{"conversations":1}', '{"conversations":0}'])
      else if (route === "GET /export") expect(JSON.parse(both.text).conversations).toEqual([])
      else expect(both).toEqual(alone)
    }
  })
})

test("deleting everything deletes only the caller's data", async () => {
  const lists = async () => {
    const all = await Promise.all(
      Object.keys(owned).map((name) => as(name, "on").json<{ conversations: unknown[] }>("GET", "/conversations")),
    )
    return all.map(({ body }) => body.conversations.length)
  }
  expect((await as("visitor A", "on").json("DELETE", "/conversations")).status).toBe(204)
  expect(await lists()).toEqual([0, 1])
  expect((await as("person C", "off").json("DELETE", "/conversations")).status).toBe(204)
  expect(await lists()).toEqual([0, 0])
})
