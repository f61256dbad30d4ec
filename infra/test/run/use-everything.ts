import { scopeOf } from "@parley/core/budget/budget.ts"
import { dayOf } from "@parley/core/clock.ts"
import type { createStore } from "@parley/core/entities/store.ts"
import { newConversationId, newTurnId } from "@parley/core/ids.ts"
import type { FunctionName } from "@parley/functions/routes.ts"
import type { FaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import type { TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import type { TestIssuer } from "../../../packages/local/test/support/issuer.ts"

export type World = {
  stage: TestStage
  bedrock: FaultBedrock
  proxies: Record<FunctionName, Awaited<ReturnType<typeof startDynamoProxy>>>
  store: ReturnType<typeof createStore>
  databaseUrl: string
  issuer: TestIssuer
}

/** Calls every route at least once and takes a turn through every outcome: started, joined, retried, versioned, stopped, recovered, refused. */
export async function useEverything(world: World): Promise<void> {
  const visitor = visitorAt(world.stage.url)
  await visitor.request("GET", "/config")
  const conversationId = await takeTurns(world, visitor)
  await stopAndHeal(world, visitor, conversationId)
  await meetTrouble(world, visitor, conversationId)
  await lookAround(visitor, conversationId)
  await signInAndKeep(world)
  await spendTheSitesBudget(world, visitor)
}

async function takeTurns({ bedrock }: World, visitor: Visitor): Promise<string> {
  const first = newTurnId()
  const { conversationId } = eventOf(await visitor.say("The first", { turnId: first }), "turn") as { conversationId: string }
  await visitor.say("The first", { turnId: first })
  const second = newTurnId()
  await visitor.say("Another", { turnId: second, conversationId })
  await visitor.say("Beside it", { conversationId, parentTurnId: first })
  await showOldBranch(visitor, conversationId, first)
  const retried = newTurnId()
  bedrock.script({ fault: "ValidationException" })
  await visitor.say("Once more", { turnId: retried, conversationId })
  await visitor.say("Once more", { turnId: retried, conversationId })
  await visitor.json("POST", "/chat", { conversationId, content: [{ text: "As JSON" }] })
  return conversationId
}

/** The messages of a path are read by their keys if most messages between its ends belong to other paths: before a turn, in a view and in a copy. */
async function showOldBranch(visitor: Visitor, conversationId: string, first: string): Promise<void> {
  const versions: string[] = []
  for (let n = 0; n < 19; n++) {
    const turnId = newTurnId()
    await visitor.say(`Version ${n}`, { turnId, conversationId, parentTurnId: first })
    versions.push(turnId)
  }
  // Older than the messages that a begin reads beside its transaction.
  const old = versions[5] ?? ""
  await visitor.say("On the old branch", { conversationId, parentTurnId: old })
  await visitor.json("PATCH", `/conversations/${conversationId}`, { leafTurnId: old })
  await visitor.request("GET", `/conversations/${conversationId}`)
  const copy = { conversationId: newConversationId(), from: { conversationId, turnId: old } }
  await visitor.json("POST", "/conversations", copy)
}

async function stopAndHeal({ stage, bedrock, store }: World, visitor: Visitor, conversationId: string): Promise<void> {
  const stopped = newTurnId()
  bedrock.script({ fault: "stall" })
  const answer = visitor.say("Stop this", { turnId: stopped, conversationId })
  await running(stage.databaseUrl, stopped)
  await visitor.request("POST", `/chat/${stopped}/stop`)
  await answer

  // Both functions recover dead turns: first one, then the other.
  for (const meet of [
    () => visitor.request("GET", `/conversations/${conversationId}`),
    () => visitor.say("After the crash", { conversationId }),
  ]) {
    const turnId = newTurnId()
    const called = bedrock.calls.length
    bedrock.script({ fault: "stall" })
    const lost = visitor.say("Crash now", { turnId, conversationId }).catch(() => undefined)
    const { owner } = await running(stage.databaseUrl, turnId)
    while (bedrock.calls.length === called) await pause()
    await stage.killFunction("chat")
    await lost
    await store.entities.turns
      .patch({ owner, turnId })
      .set({ firstLeaseUntil: new Date(0).toISOString() })
      .go()
    await meet()
  }
}

async function meetTrouble({ bedrock, proxies }: World, visitor: Visitor, conversationId: string): Promise<void> {
  const fault = (name: "ThrottlingException" | "throttlingException" | "clean-end") => ({ fault: name }) as const
  bedrock.script(fault("ThrottlingException"), fault("ThrottlingException"), fault("ThrottlingException"))
  await visitor.json("POST", "/chat", { conversationId, content: [{ text: "Throttled" }] })
  bedrock.script(fault("throttlingException"))
  await visitor.say("Throttled in the middle", { conversationId })
  bedrock.script(fault("clean-end"))
  await visitor.say("Broken off", { conversationId })
  proxies.conversations.rule({ operation: "GetItem", times: 4, fault: "internal" })
  await visitor.request("GET", `/conversations/${conversationId}`)
}

async function lookAround(visitor: Visitor, conversationId: string): Promise<void> {
  const opened = await visitor.json<{ messages: { messageId: string; role: string }[] }>("GET", `/conversations/${conversationId}`)
  const answer = opened.body.messages.find(({ role }) => role === "assistant")
  await visitor.json("PATCH", `/conversations/${conversationId}`, { title: "Renamed" })
  await visitor.json("PUT", `/conversations/${conversationId}/messages/${answer?.messageId}/feedback`, { rating: "up" })
  for (const path of ["/conversations", `/conversations/${conversationId}/export`, "/export", "/search?q=first", "/usage", "/health"]) {
    await (await visitor.request("GET", path)).text()
  }
  await visitor.request("OPTIONS", "/chat")
  await visitor.request("GET", "/nothing")
  await visitor.request("DELETE", `/conversations/${conversationId}`)
  await visitor.say("Deleted with all others")
  await visitor.request("DELETE", "/conversations")
}

async function signInAndKeep({ stage, issuer }: World): Promise<void> {
  const visitor = visitorAt(stage.url)
  await visitor.request("GET", "/config")
  const { conversationId } = eventOf(await visitor.say("Before signing in"), "turn")
  const headers = { authorization: `Bearer ${await issuer.token()}` }
  for (const method of ["GET", "POST"]) await (await visitor.request(method, "/conversations/adopt", { headers })).text()
  const body = { conversationId, content: [{ text: "After it" }] }
  await (await visitor.request("POST", "/chat", { headers, body })).text()
}

/** Exceeds the share for new visitors, then the one for all visitors, then the whole day's budget. */
async function spendTheSitesBudget({ store }: World, visitor: Visitor): Promise<void> {
  const shard = { scope: scopeOf.stage(0), day: dayOf(Date.now()) }
  const none = { committed: 0, newcomers: 0, visitors: 0 }
  for (const full of ["newcomers", "visitors", "committed"]) {
    await store.entities.usages
      .upsert(shard)
      .set({ ...none, [full]: 1e12 })
      .go()
    await visitor.json("POST", "/chat", { content: [{ text: "Too late" }] })
  }
}

/** Waits until the turn is in the table. */
async function running(databaseUrl: string, turnId: string): Promise<{ owner: string }> {
  for (;;) {
    const turn = (await tableItems(databaseUrl)).find((item) => item.turnId === turnId && item.runId !== undefined)
    if (turn) return { owner: String(turn.owner) }
    await pause()
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
