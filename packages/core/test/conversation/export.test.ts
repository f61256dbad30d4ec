import { afterAll, beforeAll, expect, test } from "vitest"
import { exportAll, exportConversation } from "../../src/conversation/export.ts"
import { placeOfCursor } from "../../src/conversation/export-part.ts"
import { requireConversation } from "../../src/conversation/read.ts"
import { stored } from "../support/stored.ts"
import { ask, newCaller, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
beforeAll(async () => {
  world = await startWorld()
  context = await world.context()
})
afterAll(() => world.close())

const unlimited = { bytes: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }
const slow = { ...unlimited, until: 0 }
const caller = newCaller()
type Piece = { conversationId: string; messages: { messageId: string }[]; complete: boolean }
type Part = { conversations: Piece[]; next?: string; usage?: unknown[] }

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ""
  for await (const piece of pieces) text += piece
  return text
}

test("a reader so slow that each part holds one message gets every message exactly once", async () => {
  const { conversationId } = await takeWell(context, caller, ask("One"))
  await takeWell(context, caller, ask("Two", { conversationId }))
  await takeWell(context, caller, ask("Three"))
  const { store, now } = context
  const all: string[] = []
  let parts = 0
  for (let next: string | undefined = ""; next !== undefined; ) {
    const after = next === "" ? undefined : placeOfCursor(next)
    const part: Part = JSON.parse(await textOf(exportAll(store, caller.owner, { now, limits: slow, after })))
    all.push(...part.conversations.flatMap(({ messages }) => messages.map(({ messageId }) => messageId)))
    next = part.next
    parts++
    expect(part.usage?.length).toBe(next === undefined ? 1 : undefined)
  }
  const kept = (await stored(context, caller)).messages.map(({ messageId }) => messageId)
  expect(all.toSorted()).toEqual(kept.toSorted())
  expect(parts).toBe(6)

  const conversation = await requireConversation(store, caller.owner, conversationId, now)
  const first = JSON.parse(await textOf(exportConversation(store, conversation, "json", { now, limits: slow })))
  expect(first).toMatchObject({ complete: false, messages: [{ content: [{ text: "One" }] }] })
  const after = placeOfCursor(first.next)
  expect(await textOf(exportConversation(store, conversation, "markdown", { now, limits: unlimited, after }))).toMatch(
    /^# One \(part 2\)\n\n## Assistant [\s\S]*> Two[\s\S]*Hello from the model\.\s*$/,
  )
})

test("a part ends between two conversations, and splits only a conversation longer than a part", async () => {
  const { store, now } = context
  const other = newCaller()
  const messages = [2, 2, 2, 12, 2]
  const ids: string[] = []
  for (const count of messages) {
    const { conversationId } = await takeWell(context, other, ask("x".repeat(1_000)))
    for (let n = 2; n < count; n += 2) await takeWell(context, other, ask("x".repeat(1_000), { conversationId }))
    ids.push(conversationId)
  }
  const parts: Part[] = []
  // Two questions and answers have more, three messages less.
  for (let next: string | undefined = ""; next !== undefined; next = parts.at(-1)?.next) {
    const after = next === "" ? undefined : placeOfCursor(next)
    const limits = { ...unlimited, bytes: 3_300 }
    parts.push(JSON.parse(await textOf(exportAll(store, other.owner, { now, limits, after }))))
  }
  const seen = parts.map(({ conversations }) =>
    conversations.map(({ conversationId, messages: of, complete }) => [ids.indexOf(conversationId), of.length, complete]),
  )
  expect(seen).toEqual([
    [
      [0, 2, true],
      [1, 2, true],
    ],
    [
      [2, 2, true],
      [3, 4, false],
    ],
    [[3, 4, false]],
    [[3, 4, true]],
    [[4, 2, true]],
  ])
})

test("a conversation that was deleted between two parts is skipped", async () => {
  const { store, now } = context
  const { owner } = caller
  const first: Part = JSON.parse(await textOf(exportAll(store, owner, { now, limits: slow })))
  const { conversationId } = first.conversations[0] as { conversationId: string }
  await store.entities.conversations.delete({ owner, conversationId }).go()
  const after = placeOfCursor(first.next as string)
  const rest: Part = JSON.parse(await textOf(exportAll(store, owner, { now, limits: unlimited, after })))
  expect(rest.conversations.map(({ messages }) => messages.length)).toEqual([2])
})
