import { createHash, randomBytes } from "node:crypto"
import { newConversationId, newMessageId, newTurnId } from "@parley/core/ids.ts"
import { startDynamoProxy } from "../../../packages/core/test/support/dynamo-proxy.ts"
import type { Taken } from "../peer-process.ts"
import type { Talker } from "../process.ts"
import { milliseconds, type Section, times } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { figure, ratio } from "../statistics.ts"
import type { World } from "../world.ts"
import { traceTurn } from "./trace.ts"

const lengths = [2, 200, 2_000]
const counts = [10, 10_000]
const modelId = "global.anthropic.claude-haiku-5-5"
const expiresAt = Math.floor(Date.now() / 1_000) + 86_400 * 30

/** Whether a turn costs more in a long conversation, and the list more for an owner of many. */
export async function conversations(world: World, quick: boolean): Promise<Section> {
  const rounds = quick ? 5 : 25
  const long = await Promise.all(lengths.map(async (length) => [String(length), await continuing(world, length)] as const))
  const owners = await Promise.all(counts.map(async (count) => [String(count), await owning(world, count)] as const))
  const byLength = Object.fromEntries(long)
  const byCount = Object.fromEntries(owners)
  try {
    const turn = (talker: Talker | undefined) => talker?.tell<Taken>({ deltas: 5, every: 0, timed: true })
    for (let warm = 0; warm < 5; warm++) {
      for (const name in byLength) await turn(byLength[name]?.talker)
      for (const name in byCount) await byCount[name]?.tell<Taken>({ deltas: 0, every: 0, list: true })
    }
    for (const { proxy } of Object.values(byLength)) proxy.reset()
    const turns = await interleaved(Object.keys(byLength), rounds, (name) => turn(byLength[name]?.talker))
    const lists = await interleaved(Object.keys(byCount), rounds, (name) => byCount[name]?.tell<Taken>({ deltas: 0, every: 0, list: true }))
    const calls = Object.fromEntries(Object.keys(byLength).map((name) => [name, (byLength[name]?.proxy.calls.length ?? 0) / rounds]))
    const traced = byLength[String(lengths[1])]
    const trace = traced && (await traceTurn(traced.talker, traced.proxy))
    const before = (name: string) => turns[name]?.flatMap((taken) => taken?.before ?? []) ?? []
    const wall = (name: string) => lists[name]?.map((taken) => taken?.wall ?? 0) ?? []
    const [shortest = "", ...longer] = Object.keys(byLength)
    return {
      name: "conversations",
      title: "Long conversations and many of them",
      tables: [
        ...(trace ? [trace] : []),
        {
          caption: `One more turn in a conversation; medians of ${rounds}. Calls of the table are counted on the wire.`,
          head: ["messages before", "before the model is called", "against the shortest", "calls for a turn"],
          rows: Object.keys(byLength).map((name) => [
            name,
            milliseconds(figure(before(name))),
            times(ratio(before(name), before(shortest))),
            calls[name]?.toFixed(1) ?? "",
          ]),
        },
        {
          caption: "The newest page of an owner's conversations, from the request to its whole answer.",
          head: ["conversations", "the list"],
          rows: Object.keys(byCount).map((name) => [name, milliseconds(figure(wall(name)))]),
        },
      ],
      figures: {
        before: Object.fromEntries([shortest, ...longer].map((name) => [name, before(name)])),
        list: Object.fromEntries(Object.keys(byCount).map((name) => [name, wall(name)])),
      },
      targets: [],
    }
  } finally {
    for (const { talker, proxy } of Object.values(byLength)) {
      await talker.stop()
      await proxy.close()
    }
    for (const talker of Object.values(byCount)) await talker.stop()
  }
}

/** A process that continues a conversation of so many messages, with a proxy before the table that counts its calls. */
async function continuing(world: World, length: number) {
  const { visitor, owner } = newVisitor()
  const conversationId = newConversationId()
  const turnIds = Array.from({ length: length / 2 }, newTurnId)
  const createdAt = new Date().toISOString()
  const conversation = {
    owner,
    conversationId,
    title: "Long",
    modelId,
    createdAt,
    updatedAt: createdAt,
    messageCount: length,
    lastTurnId: turnIds.at(-1) ?? "",
    expiresAt,
  }
  await world.store.entities.conversations.put(conversation).go()
  const messages = turnIds.flatMap((turnId) =>
    (["user", "assistant"] as const).map((role) => ({
      ...{ conversationId, messageId: newMessageId(), turnId, role, createdAt, status: "complete" as const, expiresAt },
      content: [{ text: `What was said in ${role === "user" ? "a question" : "an answer"} of the past. `.repeat(4) }],
    })),
  )
  for (let at = 0; at < messages.length; at += 50) {
    await Promise.all(messages.slice(at, at + 50).map((message) => world.store.entities.messages.put(message).go()))
  }
  const proxy = await startDynamoProxy(world.databaseUrl)
  const env = { BENCH_VISITOR: visitor, BENCH_CONVERSATION: conversationId, AWS_ENDPOINT_URL_DYNAMODB: proxy.url }
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
