import { ulid } from "ulid"
import { networkLost, ProblemError } from "./problem.ts"
import { request } from "./request.ts"
import type { OnReauth } from "./token-source.ts"
import { loadEventParser, readTurnEvents } from "./turn-events.ts"
import type { TurnEvent, TurnRequest } from "./types.ts"

// A ULID encodes times from 1970 on, and its library treats 0 as missing. A device's clock may be wrong.
const maxUlidTime = 2 ** 48 - 1

const createUlid = () => ulid(Math.min(Math.max(Date.now(), 1), maxUlidTime))

/** The page creates the turnId, so that a repeated POST joins the same turn. */
export const createTurnId = (): string => `trn_${createUlid()}`

/** The id of a copy. */
export const createConversationId = (): string => `cnv_${createUlid()}`

/** The server sends a heartbeat every 10 s; three missing ones mean a dead connection. */
const silenceMs = 30_000

/**
 * Starts a turn, joins it while it runs, or replays it once it has ended: all one request.
 * Ends after exactly one `done` or `error` event, or with `waiting` alone.
 * @throws ProblemError for a refusal before the turn began, and `network.lost` when the stream ended in any other way.
 */
export async function* postTurn(turn: TurnRequest, onReauth: OnReauth): AsyncGenerator<TurnEvent, void> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMs)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), silenceMs)
  }
  try {
    // Meanwhile, so that the first event does not wait for it. A failure is the stream's.
    loadEventParser().catch(() => {})
    const response = await request("POST", "/chat", {
      body: turn,
      accept: "text/event-stream",
      signal: silence.signal,
      onReauth,
    })
    if (response.status === 202) return yield await readWaiting(response)
    if (!response.body) throw new ProblemError(networkLost)
    for await (const event of readTurnEvents(response.body, heard)) {
      yield event
      if (event.type === "done" || event.type === "error") return
    }
    throw new ProblemError(networkLost)
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

async function readWaiting(response: Response): Promise<TurnEvent> {
  const { conversationId, retryAfter }: Record<string, unknown> = await response.json().catch(() => ({}))
  if (typeof conversationId !== "string") throw new ProblemError(networkLost)
  return { type: "waiting", conversationId, ...(typeof retryAfter === "number" ? { retryAfter } : {}) }
}

/** Asks a running turn to stop. Its stream then ends by itself. */
export const postStop = async (turnId: string): Promise<void> => {
  await request("POST", `/chat/${encodeURIComponent(turnId)}/stop`, { onReauth: { stop: turnId } })
}
