import { type Message, message as messageSchema } from "@parley/api/message.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import * as v from "valibot"
import { afterAll, beforeAll, expect, test } from "vitest"
import { publicBlock, type ServerBlock } from "../../src/blocks/block.ts"
import { storedBlocks } from "../../src/blocks/stored.ts"
import { exportAll, exportConversation } from "../../src/conversation/export.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { plainMessage } from "../../src/conversation/plain-message.ts"
import { requireConversation } from "../../src/conversation/read.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import { ask, newCaller, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const image = { fileId: "fil_1", format: "png" as const, width: 640, height: 480 }
const question: ServerBlock[] = [
  { image: { ...image, name: "harbour.png" } },
  { document: { fileId: "fil_2", format: "pdf", name: "plan.pdf", pages: 2, bytes: 900 } },
  { text: "Where is the" },
  { text: "lighthouse?" },
]
const answer: ServerBlock[] = [
  { reasoning: { text: "Perhaps the pier", milliseconds: 1_500, signature: "secret-signature" }, rev: 1 },
  { text: "I look.\n\n```\nopen fence" },
  { toolUse: { toolUseId: "t1", name: "map", input: { "": 1, far: 1e200, big: 2 ** 60 }, status: "done", milliseconds: 20 }, rev: 2 },
  { toolResult: { toolUseId: "t1", content: [{ text: "at the pier" }, { json: [null] }, { image }], status: "success" } },
  { reasoning: { milliseconds: 10, redactedContent: "c2VjcmV0LWJsb2I=" } },
  { text: "At the northern *end*.", citations: [{ title: "plan.pdf", fileId: "fil_2", page: 2 }] },
]

describeOnBothDatabases("blocks of every kind, on", (kind) => {
  let world: World
  let context: TestContext
  const caller = newCaller()
  let conversationId: string
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
    const began = await takeWell(context, caller, ask("Where?"))
    conversationId = began.conversationId
    const { messages } = context.store.entities
    await messages
      .patch({ conversationId, messageId: began.userMessageId })
      .set({ content: storedBlocks(question) })
      .go()
    await messages
      .patch({ conversationId, messageId: began.messageId })
      .set({ content: storedBlocks(answer) })
      .go()
  })
  afterAll(() => world.close())

  async function exported(pieces: AsyncIterable<string>): Promise<string> {
    let all = ""
    for await (const piece of pieces) all += piece
    return all
  }
  const options = () => ({ now: context.now, limits: { bytes: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY } })

  test("the API shows all of them, without what is the server's alone", async () => {
    const { messages } = await openConversation(context, caller.owner, conversationId, { limit: 10 })
    const shown = messages.map((message) => v.parse(messageSchema, plainMessage(message)))
    expect(shown.map(({ content }) => content)).toEqual([question.map(publicBlock), answer.map(publicBlock)])
    const json = await exported(exportAll(context.store, caller.owner, options()))
    const [conversation] = JSON.parse(json).conversations as { messages: Message[] }[]
    expect(conversation?.messages).toEqual(shown.map((message) => ({ ...message, shown: true })))
    expect(JSON.stringify(shown) + json).not.toMatch(/secret|rev|c2VjcmV0/)
  })

  test("the export in Markdown has each in its place, and no text runs into the next block", async () => {
    const conversation = await requireConversation(context.store, caller.owner, conversationId, context.now)
    const markdown = await exported(exportConversation(context.store, conversation, "markdown", options()))
    const [asked = "", said = ""] = markdown.split(/^## .* UTC\n\n/m).slice(1)
    expect(asked).toBe(
      "*Image: harbour.png (png, 640 × 480)*\n\n*Document: plan.pdf (pdf, 2 pages)*\n\n> Where is the\n>\n> lighthouse?\n\n",
    )
    expect(said).toBe(
      [
        "> *Reasoning*\n>\n> Perhaps the pier",
        "I look.\n\n```\nopen fence\n```",
        '*Tool: map (done)*\n\n```json\n{\n  "": 1,\n  "far": 1e+200,\n  "big": 1152921504606847000\n}\n```',
        "*Result*\n\n```\nat the pier\n```\n\n```json\n[\n  null\n]\n```\n\n*Image (png, 640 × 480)*",
        "> *Reasoning*",
        "At the northern *end*.\n\n",
      ].join("\n\n"),
    )
  })

  test("search reads the texts alone", async () => {
    const found = async (words: string) => (await searchConversations(context.store, caller.owner, words, context.now)).results.length
    expect(await Promise.all(["the lighthouse", "look northern", "perhaps", "pier", "map", "fil_2"].map(found))).toEqual([1, 1, 0, 0, 0, 0])
  })

  test("the next turn replays them and sends the model what it can read, within the bound", async () => {
    world.bedrock.script({ deltas: ["Yes"] })
    const settings = { ...context.settings, contextTokens: 100_000 }
    const { last } = await take({ ...context, settings }, caller, ask("Is it open?", { conversationId }))
    expect(last).toMatchObject({ event: "done", status: "complete" })
    const gone = "[An image that is no longer available]\n\n[document 1 is no longer available]"
    expect(world.bedrock.calls.at(-1)?.body.messages).toEqual([
      { role: "user", content: [{ text: `${gone}\n\nWhere is the\n\nlighthouse?` }] },
      { role: "assistant", content: [{ text: "I look.\n\n```\nopen fence\n\nAt the northern *end*." }, ...cachePoint()] },
      { role: "user", content: [{ text: "Is it open?" }] },
    ])
  })

  // The history may be long enough for the model's cache.
  const cachePoint = () => {
    const [, sent] = world.bedrock.calls.at(-1)?.body.messages ?? []
    return sent?.content.slice(1) ?? []
  }
})
