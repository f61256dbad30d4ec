import { setTimeout as wait } from "node:timers/promises"
import { newTurnId } from "@parley/core/ids.ts"
import { type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { between, oneIn, oneOf } from "./chance.ts"
import type { Kills } from "./kills.ts"
import type { Ledger } from "./ledger.ts"
import { readTurn } from "./reader.ts"
import { type Heard, judgeCalls, judgeHeard, unavailable } from "./verdict.ts"

export type Counts = Record<string, number>

export type World = {
  url: string
  canary: string
  ledger: Ledger
  kills: Kills
  counts: Counts
  complain(problem: string): void
  isOver(): boolean
}

type Opened = { messages: { turnId: string; messageId: string; role: string; status: string; content: { text: string }[] }[] }
/** `parentTurnId`: the turn before the last one; `null` if it is a first turn. */
type Conversation = { conversationId: string; lastTurnId: string; parentTurnId: string | null; messageId: string }

/** Simulates one person after another on one of the streams: each asks, asks for versions, reads, reconnects, stops, rates, renames, searches, exports and deletes. */
export async function keepAsking(world: World): Promise<void> {
  while (!world.isOver()) await visit(world)
}

async function visit(world: World): Promise<void> {
  const visitor = visitorAt(world.url)
  let conversation: Conversation | undefined
  await request(world, visitor, "GET", "/config")
  for (let turns = between(3, 10); turns > 0 && !world.isOver(); turns--) {
    conversation = (await ask(world, visitor, oneIn(3) ? undefined : conversation)) ?? undefined
    await doSomethingElse(world, visitor, conversation)
    if (conversation && oneIn(12)) {
      await request(world, visitor, "DELETE", `/conversations/${conversation.conversationId}`)
      conversation = undefined
    }
  }
  if (oneIn(2)) await request(world, visitor, "DELETE", "/conversations")
}

/** Runs one turn to its end, with random interruptions. Returns its conversation and turn ids. */
async function ask(world: World, visitor: Visitor, conversation: Conversation | undefined): Promise<Conversation | undefined> {
  const { ledger, kills, counts, complain } = world
  const asked = ledger.newQuestion()
  const from = Date.now()
  const turnId = newTurnId()
  const isVersion = oneIn(5)
  const parentTurnId = (isVersion ? conversation?.parentTurnId : conversation?.lastTurnId) ?? null
  const body = {
    turnId,
    content: [{ text: asked.text }],
    ...(conversation && { conversationId: conversation.conversationId, parentTurnId }),
  }
  let conversationId: string | undefined
  const interfere = async () => {
    if (oneIn(10)) {
      await wait(between(100, 1_500))
      asked.stopAsked = true
      await request(world, visitor, "POST", `/chat/${turnId}/stop`, undefined, [404])
    } else if (oneIn(40)) {
      await wait(between(300, 1_500))
      asked.deleted = conversationId !== undefined
      if (conversationId) await request(world, visitor, "DELETE", `/conversations/${conversationId}`, undefined, [404])
    }
  }
  const read = (manner: { cuts: number[]; isSlow: boolean }) =>
    readTurn({
      visitor,
      body,
      manner,
      kills,
      mayBeAnew: () => asked.deleted || asked.calls.length > 1,
      complain,
      noteUnavailable: () => note(counts, unavailable),
      began: (id) => (conversationId = id),
    })
  const isLeaving = oneIn(5)
  const manner = { cuts: isLeaving ? Array.from({ length: between(1, 3) }, () => between(20, 900)) : [], isSlow: oneIn(5) }
  // The same turn in a second window joins it.
  const second = oneIn(12) ? wait(between(50, 500)).then(() => read({ cuts: [], isSlow: false })) : undefined
  const heard = await Promise.all([read(manner), interfere(), second]).then(([one, , other]) => (other ? [one, other] : [one]))
  note(counts, "turns")
  for (const one of heard) judge(one)
  for (const problem of judgeCalls(asked, kills.during)) complain(problem)
  const stored = asked.deleted || !conversationId ? undefined : await readStored()
  ledger.close(asked)
  return stored

  function judge(one: Heard | { refused: number; code: string }): void {
    note(counts, "refused" in one ? one.code : one.status)
    if (!("refused" in one)) for (const problem of judgeHeard(asked, one, kills.during(from))) complain(problem)
    else if (!asked.deleted) complain(`${asked.id}: refused with ${one.refused} ${one.code}`)
  }

  /** The stored messages must equal what the reader got. */
  async function readStored(): Promise<Conversation | undefined> {
    const opened = (await request(world, visitor, "GET", `/conversations/${conversationId}?limit=100`)) as Opened | undefined
    if (!opened || !conversationId) return undefined
    const message = opened.messages.find((one) => one.turnId === turnId && one.role === "assistant")
    // A second window may have run a failed turn again.
    const lengths = heard.flatMap((one) => ("refused" in one ? [] : [one.text.length]))
    const isHeard = heard.some((one) => !("refused" in one) && one.text === (message?.content[0]?.text ?? ""))
    if (!message) complain(`${asked.id}: its answer is not stored`)
    else if (lengths.length && !isHeard) complain(`${asked.id}: ${lengths} characters arrived, others are stored`)
    return message && { conversationId, lastTurnId: turnId, parentTurnId, messageId: message.messageId }
  }
}

async function doSomethingElse(world: World, visitor: Visitor, conversation: Conversation | undefined): Promise<void> {
  const { canary } = world
  const at = conversation && `/conversations/${conversation.conversationId}`
  const anywhere = ["/conversations", "/usage", "/export", `/search?q=${canary}`] as const
  if (oneIn(2)) await request(world, visitor, "GET", oneOf(anywhere))
  if (!at || !oneIn(3)) return
  const deeds = [
    () => request(world, visitor, "PATCH", at, { title: `About the ${canary}` }),
    () => request(world, visitor, "GET", `${at}/export?format=${oneOf(["markdown", "json"])}`),
    () => request(world, visitor, "PUT", `${at}/messages/${conversation.messageId}/feedback`, { rating: "up", comment: `${canary}!` }),
    // An invalid request must be refused, and its content not logged.
    () => request(world, visitor, "POST", "/chat", { content: [{ text: "" }], [canary]: canary }, [400]),
  ] as const
  await oneOf(deeds)()
}

function note(counts: Counts, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}

/** A request to the function without the model. Returns its response, or `undefined` if a kill interrupted it. */
async function request(world: World, visitor: Visitor, method: string, path: string, body?: unknown, alsoFine: number[] = []) {
  const { counts, kills, complain } = world
  const from = Date.now()
  note(counts, "requests")
  try {
    const response = await visitor.request(method, path, body === undefined ? {} : { body })
    const text = await response.text()
    const code = response.ok ? undefined : JSON.parse(text).code
    if (code === unavailable) note(counts, unavailable)
    else if (!response.ok && !alsoFine.includes(response.status) && !kills.during(from)) {
      complain(`${method} ${path.split(/[/?]/)[1]}: ${response.status} ${code}`)
    }
    return response.ok && text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined
  } catch {
    if (!kills.during(from)) complain(`${method} ${path.split(/[/?]/)[1]}: the connection broke`)
    return undefined
  }
}
