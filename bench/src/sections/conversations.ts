import { createHash, randomBytes } from "node:crypto"
import { root } from "@parley/core/entities/node.ts"
import { newConversationId, newMessageId, newTurnId } from "@parley/core/ids.ts"
import { historyMessages } from "@parley/core/model/history-window.ts"
import { startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import type { Taken } from "../peer-process.ts"
import { modelId } from "../peers/settings.ts"
import type { Talker } from "../process.ts"
import { milliseconds, type Section, times } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { figure, ratio } from "../statistics.ts"
import type { World } from "../world.ts"
import { traceTurn } from "./trace.ts"

const lengths = [2, 200, 2_000]
// The newest page is full from 100 on.
const counts = [10, 100, 10_000]
const expiresAt = Math.floor(Date.now() / 1_000) + 86_400 * 30

/** Compares turns in short and long conversations, and lists of owners with few and many conversations. */
export async function conversations(world: World, quick: boolean): Promise<Section> {
  const rounds = quick ? 5 : 25
  const continued = new Map(await Promise.all(lengths.map(async (length) => [length, await continuing(world, length)] as const)))
  const owners = new Map(await Promise.all(counts.map(async (count) => [count, await owning(world, count)] as const)))
  const answer = { deltas: 5, every: 0, timed: true }
  const turn = (length: string) => of(continued, length).talker.tell<Taken>(answer)
  const start = (count: string) => of(owners, count).tell<Taken>(answer)
  const list = (count: string) => of(owners, count).tell<Taken>({ deltas: 0, every: 0, list: true })
  try {
    for (let warm = 0; warm < 5; warm++) {
      for (const length of lengths) await turn(String(length))
      for (const count of counts) await list(String(count))
    }
    // Lists first: each turn of an owner makes them longer.
    const lists = await interleaved(counts.map(String), rounds, list)
    for (let warm = 0; warm < 5; warm++) for (const count of counts) await start(String(count))
    for (const { proxy } of continued.values()) proxy.reset()
    const turns = await interleaved(lengths.map(String), rounds, turn)
    const calls = lengths.map((length) => of(continued, length).proxy.calls.length / rounds)
    const starts = await interleaved(counts.map(String), rounds, start)
    const begins = counts.map((count) => (starts[count] ?? []).flatMap(({ before }) => before))
    const before = lengths.map((length) => (turns[length] ?? []).flatMap(({ before }) => before))
    const whole = counts.map((count) => (lists[count] ?? []).map(({ wall }) => wall))
    const { talker, proxy } = of(continued, 200)
    return {
      name: "conversations",
      title: "Long conversations and many of them",
      tables: [
        await traceTurn(talker, proxy),
        {
          caption: `One more turn in a conversation, to which each turn adds two messages; medians of ${rounds}. At most the newest ${historyMessages} messages are read. Calls to the table are counted on the wire.`,
          head: ["messages at first", "before the model is called", "against 200", "calls for a turn"],
          rows: lengths.map((length, index) => [
            length.toLocaleString("en"),
            milliseconds(figure(before[index] ?? [])),
            times(ratio(before[index] ?? [], before[1] ?? [])),
            (calls[index] ?? 0).toFixed(1),
          ]),
        },
        {
          caption: `A new conversation of an owner with many, and the newest page of the list, from the request to the whole answer; medians of ${rounds}.`,
          head: ["conversations", "before the model is called", "against 100", "the list", "against 100"],
          rows: counts.map((count, index) => [
            count.toLocaleString("en"),
            milliseconds(figure(begins[index] ?? [])),
            times(ratio(begins[index] ?? [], begins[1] ?? [])),
            milliseconds(figure(whole[index] ?? [])),
            times(ratio(whole[index] ?? [], whole[1] ?? [])),
          ]),
        },
      ],
      figures: { lengths, before, calls, counts, begins, whole },
      targets: [],
    }
  } finally {
    for (const { talker, proxy } of continued.values()) {
      await talker.stop()
      await proxy.close()
    }
    for (const talker of owners.values()) await talker.stop()
  }
}

function of<Value>(all: Map<number, Value>, name: string | number): Value {
  const found = all.get(Number(name))
  if (found === undefined) throw new Error(`Nothing was started for ${name}.`)
  return found
}

/** A process that continues a conversation of `length` messages, with a proxy in front of the table that counts its calls. */
async function continuing(world: World, length: number) {
  const { visitor, owner } = newVisitor()
  const conversationId = newConversationId()
  const turnIds = Array.from({ length: length / 2 }, newTurnId)
  const lastTurnId = turnIds.at(-1) ?? ""
  const createdAt = new Date().toISOString()
  const conversation = {
    owner,
    conversationId,
    title: "Long",
    modelId,
    createdAt,
    updatedAt: createdAt,
    messageCount: length,
    lastTurnId,
    firstTurns: 1,
    hasTree: true,
    expiresAt,
  }
  const { conversations, messages, nodes } = world.store.entities
  await conversations.put(conversation).go()
  const turns = turnIds.map((turnId, index) => {
    const parentTurnId = turnIds[index - 1] ?? root
    const children = turnId === lastTurnId ? {} : { children: 1 }
    return { conversationId, turnId, parentTurnId, userMessageId: newMessageId(), messageId: newMessageId(), expiresAt, ...children }
  })
  const texts = turns.flatMap(({ turnId, parentTurnId, userMessageId, messageId }) => {
    const own = { conversationId, turnId, parentTurnId, createdAt, status: "complete" as const, expiresAt }
    const text = (of: string) => [{ text: `What was said in ${of} of the past. `.repeat(4) }]
    return [
      { ...own, messageId: userMessageId, role: "user" as const, content: text("a question") },
      { ...own, messageId, role: "assistant" as const, content: text("an answer") },
    ]
  })
  await nodes.put(turns).go({ concurrent: 10 })
  await messages.put(texts).go({ concurrent: 10 })
  const proxy = await startDynamoProxy(world.databaseUrl)
  const own = { BENCH_VISITOR: visitor, BENCH_CONVERSATION: conversationId, BENCH_LAST_TURN: lastTurnId }
  const env = { ...own, AWS_ENDPOINT_URL_DYNAMODB: proxy.url }
  return { talker: await world.start("parley", env), proxy }
}

async function owning(world: World, count: number): Promise<Talker> {
  const { visitor, owner } = newVisitor()
  const begin = Date.now() - count * 1_000
  const all = Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(begin + index * 1_000).toISOString()
    const own = { owner, conversationId: newConversationId(), title: `Conversation ${index}`, modelId, lastTurnId: newTurnId() }
    return { ...own, createdAt, updatedAt: createdAt, messageCount: 2, expiresAt }
  })
  for (let at = 0; at < all.length; at += 100) {
    await Promise.all(all.slice(at, at + 100).map((conversation) => world.store.entities.conversations.put(conversation).go()))
  }
  return world.start("parley", { BENCH_VISITOR: visitor })
}

function newVisitor() {
  const visitor = randomBytes(32).toString("base64url")
  return { visitor, owner: createHash("sha256").update(visitor).digest("base64url") }
}
