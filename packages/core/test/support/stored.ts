import { storedText } from "../../src/blocks/stored.ts"
import { scopeOf } from "../../src/budget/budget.ts"
import { minuteOf } from "../../src/budget/minute.ts"
import { dayOf, expiryAfterDays } from "../../src/clock.ts"
import type { Caller, StoreContext } from "../../src/context.ts"
import type { Conversation } from "../../src/entities/conversation.ts"
import type { Message } from "../../src/entities/message.ts"
import type { Turn } from "../../src/entities/turn.ts"

/** All items of an owner, read directly from the table. */
export type Stored = { turns: Turn[]; conversations: Conversation[]; messages: Message[] }

export async function stored({ store }: StoreContext, { owner }: Caller): Promise<Stored> {
  const { turns, conversations, messages } = store.entities
  const all = { pages: "all", consistent: true } as const
  const [{ data: ownTurns }, { data: own }] = await Promise.all([
    turns.query.primary({ owner }).go(all),
    conversations.query.primary({ owner }).go(all),
  ])
  const ids = new Set([...own, ...ownTurns].map(({ conversationId }) => conversationId))
  const pages = await Promise.all([...ids].map((conversationId) => messages.query.primary({ conversationId }).go(all)))
  return { turns: ownTurns, conversations: own, messages: pages.flatMap(({ data }) => data) }
}

/** The messages as `role status text`, in order. */
export const said = ({ messages }: Stored): string[] =>
  messages.map(({ role, status, content }) => {
    const text = storedText(content)
    return [role, ...(role === "user" ? [] : [status]), ...(text ? [text] : [])].join(" ")
  })

export type Money = { committed: number; spent: number; turns: number }

/** Today's figures of the caller, of the address and of the stage (all shards), in nano-dollars. */
export async function money({ store, now }: StoreContext, { owner, address }: Caller, shards = 16) {
  const day = dayOf(now())
  const stages = Array.from({ length: shards }, (_, shard) => `stage#${shard}`)
  const scopes = [`visitor#${owner}`, `address#${address}`, ...stages]
  const { data } = await store.entities.usages.get(scopes.map((scope) => ({ scope, day }))).go({ consistent: true })
  const sumOf = (...parts: string[]): Money => {
    const found = data.filter(({ scope }) => parts.includes(scope))
    const sum = (name: keyof Money) => found.reduce((total, item) => total + (item[name] ?? 0), 0)
    return { committed: sum("committed"), spent: sum("spent"), turns: sum("turns") }
  }
  return { visitor: sumOf(`visitor#${owner}`), address: sumOf(`address#${address}`), stage: sumOf(...stages) }
}

/** The values that limits compare today and in this minute, for a stage with one shard: nano-dollars, and turns of the minute. */
export async function counted({ store, now }: StoreContext, { owner, address, network = "" }: Caller) {
  const [day, minute] = [dayOf(now()), minuteOf(now())]
  const of = async (scope: string, time: string) => (await store.entities.usages.get({ scope, day: time }).go({ consistent: true })).data
  const [visitor, ofAddress, ofNetwork, stage, ofMinute, ofMinuteOfAddress] = await Promise.all([
    of(scopeOf.visitor(owner), day),
    of(scopeOf.address(address), day),
    of(scopeOf.network(network), day),
    of(scopeOf.stage(0), day),
    of(scopeOf.minute(owner), minute),
    of(scopeOf.minuteOfAddress(address), minute),
  ])
  return {
    turns: visitor?.turns ?? 0,
    visitor: visitor?.committed ?? 0,
    address: ofAddress?.committed ?? 0,
    network: ofNetwork?.committed ?? 0,
    stage: stage?.committed ?? 0,
    visitors: stage?.visitors ?? 0,
    newcomers: stage?.newcomers ?? 0,
    minute: ofMinute?.turns ?? 0,
    minuteOfAddress: ofMinuteOfAddress?.turns ?? 0,
  }
}

/** Makes a visitor known: a turn of theirs was paid for two days ago. */
export async function seenBefore({ store, now }: StoreContext, { owner }: Caller): Promise<void> {
  const day = dayOf(now() - 2 * 86_400_000)
  const expiresAt = expiryAfterDays(now(), 30)
  await store.entities.usages.put({ scope: scopeOf.visitor(owner), day, turns: 1, committed: 1, spent: 1, expiresAt }).go()
}

/** The figures of the table's only caller after all settlements: equal in every scope, with no reservation left. */
export const settled = (spent: number, turns: number) => {
  const figures: Money = { committed: spent, spent, turns }
  return { visitor: figures, address: figures, stage: figures }
}
