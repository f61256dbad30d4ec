import { message as messageSchema } from "@parley/api/message.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import * as v from "valibot"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import { deleteAllConversations } from "../../src/conversation/delete.ts"
import { exportAll, exportConversation } from "../../src/conversation/export.ts"
import { rateMessage } from "../../src/conversation/feedback.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { plainMessage } from "../../src/conversation/plain-message.ts"
import { requireConversation } from "../../src/conversation/read.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import type { Conversation } from "../../src/entities/conversation.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { contextWithItems, itemsOf } from "../support/earlier-items.ts"
import { said, stored } from "../support/stored.ts"
import { ask, newCaller, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const items = itemsOf("f296993")
const everything = { limit: 100 }
const inOnePart = { bytes: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }
const nothing = { turns: [], conversations: [], messages: [] }

const conversationOf = (title: string) => items.conversations.find((one) => one.title === title) as Conversation
const mill = conversationOf("Where is the mill?")
const callerOf = ({ owner }: { owner: string }) => newCaller({ owner, isReturning: true, isPerson: owner.startsWith("u_") })
const contentOf = ({ userMessageId }: Turn) =>
  items.messages.find(({ messageId }) => messageId === userMessageId)?.content as { text: string }[]
/** Versions without a tree marked a turn that another one had replaced. */
const wasReplaced = (turn: Turn) => "replacedBy" in turn
const inThree = "First part\n\nsecond part\n\nwith a blank line\n\nthird"

/** What each conversation says, by title. */
const told: Record<string, string[]> = {
  "Where is the mill?": [
    "user Where is the mill?",
    "assistant complete The **mill** stands by the river.",
    `user ${inThree}`,
    "assistant complete | a | b |\n| - | - |\n| 1 | 2 |\n\n😀 done",
    "user Count until I say stop",
    "assistant stopped one two ",
  ],
  "A story, renamed": ["user Tell a story", "assistant complete A long story that ends in the mid"],
  "When is the tide?": ["user When is the tide?", "assistant interrupted The tide comes "],
  "Fail, please": ["user Fail, please", "assistant failed"],
  "Only on the second try": ["user Only on the second try", "assistant complete Here it is."],
  "What is for lunch?": ["user What is for dinner?", "assistant complete Lentils with rice."],
  "Where is the well?": [
    "user Where is the well?",
    "assistant complete Behind the church.",
    "user How deep?",
    "assistant complete Nine metres.",
    "user Since when?",
    "assistant complete Since 1802.",
  ],
  // Left running when the process died, and ended by their first reader.
  "Recite the letters": ["user Recite the letters", "assistant interrupted alpha beta "],
  "Say nothing": ["user Say nothing", "assistant failed"],
}

describeOnBothDatabases("items of the last version with texts alone, on", (kind) => {
  let world: World
  let context: TestContext
  beforeAll(async () => {
    world = await startWorld(kind)
  })
  beforeEach(async () => {
    context = await contextWithItems(world, items, 60_000)
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  const open = ({ owner, conversationId }: Conversation) => openConversation(context, owner, conversationId, everything)
  async function exported(pieces: AsyncIterable<string>): Promise<string> {
    let all = ""
    for await (const piece of pieces) all += piece
    return all
  }

  test("every conversation opens with what it said, in the form of the API", async () => {
    const opened = await Promise.all(items.conversations.map(open))
    const saidBy = opened.map(({ conversation, messages }) => [conversation.title, said({ ...nothing, messages })])
    expect(Object.fromEntries(saidBy)).toEqual(told)
    for (const { messages, turn } of opened) {
      expect(turn).toBeUndefined()
      for (const message of messages) expect(v.parse(messageSchema, plainMessage(message))).toEqual(plainMessage(message))
    }
  })

  test("they are exported as they are, a question of several texts as one in Markdown and as several in JSON", async () => {
    const options = { now: context.now, limits: inOnePart }
    const all = JSON.parse(await exported(exportAll(context.store, mill.owner, options)))
    type Said = { messages: { content: { text: string }[] }[] }
    const contents = (all.conversations as Said[]).flatMap(({ messages }) => messages.map(({ content }) => content))
    const own = items.conversations.filter(({ owner }) => owner === mill.owner).map(({ conversationId }) => conversationId)
    expect(contents).toEqual(items.messages.filter(({ conversationId }) => own.includes(conversationId)).map(({ content }) => content))
    expect(contents).toContainEqual([{ text: "First part" }, { text: "second part\n\nwith a blank line" }, { text: "third" }])
    const conversation = await requireConversation(context.store, mill.owner, mill.conversationId, context.now)
    const markdown = await exported(exportConversation(context.store, conversation, "markdown", options))
    expect(markdown).toContain("> First part\n>\n> second part\n>\n> with a blank line\n>\n> third\n")
    expect(markdown).toContain("(stopped)")
  })

  test("they are found, across the texts of a question too", async () => {
    const found = async (query: string) => (await searchConversations(context.store, mill.owner, query, context.now)).results
    expect(await found("first blank third")).toMatchObject([{ conversationId: mill.conversationId, excerpt: inThree.replace(/\s+/g, " ") }])
    expect(await found("lentils")).toMatchObject([{ title: "What is for lunch?" }])
    expect(await found("soup")).toEqual([])
  })

  test("a repeated POST of each ended turn replays it, and a replaced one is gone", async () => {
    const ended = items.turns.filter(({ status }) => status !== "streaming" && status !== "failed")
    for (const turn of ended.filter((one) => !wasReplaced(one))) {
      const { text, last, refused } = await take(context, callerOf(turn), ask("", { turnId: turn.turnId, content: contentOf(turn) }))
      const answer = items.messages.find(({ messageId }) => messageId === turn.messageId)
      expect([refused, text, last?.status]).toEqual([undefined, storedText(answer?.content ?? []), turn.status])
    }
    const [replaced = expect.fail("no replaced turn")] = ended.filter(wasReplaced)
    const { refused } = await take(context, callerOf(replaced), ask("What is for lunch?", { turnId: replaced.turnId }))
    expect(refused).toMatchObject({ code: "turn.missing" })
    expect(world.bedrock.calls).toEqual([])
  })

  test("every conversation goes on: the model gets the complete and stopped turns, a question of several texts as one", async () => {
    for (const conversation of items.conversations) {
      const { conversationId, title } = conversation
      const { last } = await take(context, callerOf(conversation), ask("Go on", { conversationId }))
      expect([title, last?.status]).toEqual([title, "complete"])
      const lines = told[title] ?? []
      const history = lines.filter((_, index) => /^assistant (complete|stopped)/.test(lines[index - (index % 2) + 1] ?? ""))
      const sent = world.bedrock.calls.at(-1)?.body.messages.map(({ content: [block] }) => block?.text)
      expect(sent).toEqual([...history.map((line) => line.replace(/^user |^assistant \w+ /, "")), "Go on"])
    }
    expect(said({ ...nothing, messages: (await open(mill)).messages }).slice(-2)).toEqual([
      "user Go on",
      "assistant complete Hello from the model.",
    ])
  })

  test("a rating changes the rating alone, and a deletion leaves nothing", async () => {
    const [, answer = expect.fail("no answer")] = items.messages.filter(({ conversationId }) => conversationId === mill.conversationId)
    const rated = await rateMessage(context.store, mill.owner, mill.conversationId, answer.messageId, { rating: "up" }, context.now)
    expect(rated).toEqual({ ...(await plain(answer.messageId)), feedback: { rating: "up" } })
    expect(storedText(rated.content)).toBe("The **mill** stands by the river.")
    const owners = new Set(items.conversations.map(({ owner }) => owner))
    for (const owner of owners) {
      await deleteAllConversations(context.store, owner, context.now)
      expect(await stored(context, newCaller({ owner }))).toEqual(nothing)
    }
  })

  const plain = async (messageId: string) => (await open(mill)).messages.find((message) => message.messageId === messageId)
})
