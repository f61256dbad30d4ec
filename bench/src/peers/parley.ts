import { randomBytes } from "node:crypto"
import { Writable } from "node:stream"
import type { Ask } from "./peer.ts"

type Handler = (event: object, stream: Writable, context: object) => Promise<void>
type Prelude = { statusCode: number }

// A substitute for Lambda's runtime. Its stream ends at the listener, because the runtime's own work on the bytes is not measured.
let status = 0
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: Handler) => handler,
    HttpResponseStream: {
      from(stream: Writable, { statusCode }: Prelude) {
        status = statusCode
        return stream
      },
    },
  },
})

const load = async (file: string | undefined) => ((await import(file ?? "")) as { handler: Handler }).handler
const chat = await load(process.env.CHAT_BUNDLE)

const cookie = `visitor=${process.env.BENCH_VISITOR ?? randomBytes(32).toString("base64url")}`

const conversationId = process.env.BENCH_CONVERSATION
/** The last turn of the conversation. As the page does, each turn names the turn before it. */
let parentTurnId = process.env.BENCH_LAST_TURN

/**
 * A whole turn, from API Gateway's event to the bytes that the function writes. `BENCH_CONVERSATION` continues a conversation after
 * `BENCH_LAST_TURN`.
 */
export const ask: Ask = async (prompt, onText) => {
  const body = JSON.stringify({ content: [{ text: prompt }], ...(conversationId && { conversationId, parentTurnId }) })
  let turnId: string | undefined
  let last: Buffer | undefined
  const listen = onText && textReader(onText)
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      turnId ??= /"turnId":"([^"]+)"/.exec(String(chunk))?.[1]
      last = chunk
      listen?.(chunk.toString())
      done()
    },
  })
  await chat(eventOf("POST", "/chat", body), stream, { getRemainingTimeInMillis: () => 120_000 })
  const ended = last?.toString() ?? ""
  if (status !== 200 || !ended.includes('"status":"complete"')) throw new Error(`The turn did not end well: ${status} ${ended}`)
  parentTurnId = turnId
}

let conversations: Handler | undefined

/** The newest page of the caller's conversations. */
export async function list(): Promise<void> {
  conversations ??= await load(process.env.CONVERSATIONS_BUNDLE)
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() })
  await conversations(eventOf("GET", "/conversations", null), stream, { getRemainingTimeInMillis: () => 20_000 })
  if (status !== 200) throw new Error(`The list was refused: ${status}`)
}

const eventOf = (httpMethod: string, resource: string, body: string | null) => ({
  httpMethod,
  resource,
  path: resource,
  headers: { "Content-Type": "application/json", Accept: "text/event-stream", Cookie: cookie, "x-viewer-address": "192.0.2.1" },
  pathParameters: null,
  queryStringParameters: null,
  body,
  isBase64Encoded: false,
  requestContext: { requestId: randomBytes(8).toString("hex"), identity: { sourceIp: "192.0.2.1" } },
})

/** The function writes each delta in one call. */
const textReader = (onText: (text: string) => void) => (written: string) => {
  for (const [, data] of written.matchAll(/^event: delta\ndata: (.*)$/gm)) onText((JSON.parse(data ?? "") as { text: string }).text)
}
