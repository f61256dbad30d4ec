import { type Check, expectThat } from "../check.ts"
import { Client } from "../client.ts"

const missingChat = "/api/conversations/cnv_00000000000000000000000000"
const json = { "content-type": "application/json" }

type Refusal = { name: string; path: string; init: RequestInit; status: number; code: string }
const refusals: Refusal[] = [
  { name: "an unknown route", path: "/api/nothing-here", init: {}, status: 404, code: "route.missing" },
  { name: "a missing chat", path: missingChat, init: {}, status: 404, code: "conversation.missing" },
  {
    name: "plain text",
    path: "/api/chat",
    init: { method: "POST", body: "{}", headers: { "content-type": "text/plain" } },
    status: 415,
    code: "body.notJson",
  },
  { name: "broken JSON", path: "/api/chat", init: { method: "POST", body: "{", headers: json }, status: 400, code: "body.invalid" },
  {
    name: "an empty message",
    path: "/api/chat",
    init: { method: "POST", body: '{"content":[{"text":" "}]}', headers: json },
    status: 400,
    code: "body.invalid",
  },
  {
    name: "a body of 1 MB",
    path: "/api/chat",
    init: { method: "POST", body: JSON.stringify({ content: [{ text: "a".repeat(1e6) }] }), headers: json },
    status: 413,
    code: "body.tooLarge",
  },
]

export const refusalChecks: Check[] = [
  {
    name: "refusals",
    needsChat: true,
    advice: "Look at the answers of the gateway (infra/gateway/responses.ts) and at the function's log for the request id.",
    async run({ client }) {
      for (const { name, path, init, status, code } of refusals) {
        const answer = await client.ask(path, init)
        const type = answer.headers.get("content-type") ?? ""
        const isProblem = type.startsWith("application/problem+json") && answer.json.requestId === answer.headers.get("x-request-id")
        expectThat(
          answer.status === status && answer.json.code === code && isProblem,
          `${name}: ${answer.status} ${type} ${answer.json.code}`,
        )
      }
      return `${refusals.length} kinds of bad requests are refused as problems with their request id`
    },
  },
  {
    name: "errors are not cached",
    advice: "An edge that keeps a 404 also replays its cookie: look at the error caching of the distribution (infra/site.ts).",
    async run({ url }) {
      const answers = []
      for (let i = 0; i < 3; i++) answers.push(await new Client(url).ask(missingChat))
      const ids = new Set(answers.map(({ headers }) => headers.get("x-request-id")))
      const cookies = answers.flatMap(({ headers }) => headers.getSetCookie())
      expectThat(ids.size === 3, `three requests have ${ids.size} request ids`)
      expectThat(new Set(cookies).size === cookies.length, "two visitors got the same cookie")
      expectThat(
        answers.every(({ headers }) => !headers.has("age")),
        "an answer comes from a cache",
      )
      return `three requests, three request ids, ${cookies.length} cookies`
    },
  },
  {
    name: "other visitors",
    needsChat: true,
    advice:
      "Take the site down (BUDGET_STAGE_DAILY_USD=0 keeps reading possible: set the function's concurrency to 0) and look at who owns the conversation.",
    async run({ client, stranger, conversationIds }) {
      const [id] = conversationIds
      expectThat(id, "no turn above left a conversation to look at")
      const own = await client.ask(`/api/conversations/${id}`)
      expectThat(own.status === 200, `the owner gets ${own.status}`)
      for (const [method, path] of [
        ["GET", ""],
        ["DELETE", ""],
        ["GET", "/export"],
      ] as const) {
        const { status } = await stranger.ask(`/api/conversations/${id}${path}`, { method })
        expectThat(status === 404 || status === 401, `another visitor's ${method} ${path} answered ${status}`)
      }
      return "another visitor cannot read it"
    },
  },
  {
    name: "other sites",
    advice: "Look at ALLOWED_ORIGINS: only listed sites may call the API from a browser.",
    async run({ client }) {
      for (const origin of ["https://evil.example", "null"]) {
        for (const method of ["OPTIONS", "GET"]) {
          const headers = { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" }
          const allowed = (await client.ask("/api/config", { method, headers })).headers.get("access-control-allow-origin")
          expectThat(allowed === null, `${method} from ${origin} is allowed: ${allowed}`)
        }
      }
      return "no CORS header for a foreign page"
    },
  },
]
