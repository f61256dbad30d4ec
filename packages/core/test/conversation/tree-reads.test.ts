import { caseCount } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { changeConversation } from "../../src/conversation/change.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { storeTree, type TreeShape } from "../support/tree.ts"
import { ask, newCaller, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

/** 2,000 messages with `npm run test:all`, a tenth of them with `npm test`. */
const turns = caseCount(100, 1_000)
const linear = (count: number): TreeShape => Array.from({ length: count }, (_, index) => (index === 0 ? null : 0))

const tip = Math.floor(turns / 20)
const shapes: { name: string; shape: TreeShape; leaf: number }[] = [
  { name: "one path", shape: linear(turns), leaf: turns - 1 },
  {
    name: "an old branch shown, and all other turns elsewhere",
    shape: [...linear(tip), null, ...linear(turns - tip - 1).slice(1)],
    leaf: tip - 1,
  },
  {
    name: "40 versions at the tip, and the first one continued",
    shape: [...linear(turns - 41), ...Array.from({ length: 40 }, (_, n) => n), 39],
    leaf: turns - 1,
  },
  {
    name: "each answer regenerated once",
    shape: linear(turns).map((back, index) => (index < 2 ? back : index % 2 === 0 ? 1 : 2)),
    leaf: turns - 1,
  },
  { name: "three branches in turn", shape: linear(turns).map((back, index) => (index < 4 ? back : 2)), leaf: turns - 1 },
]

describeOnBothDatabases(`a conversation of ${2 * turns} messages, on`, (kind) => {
  let world: World
  let context: TestContext
  let caller: Caller
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
  })
  beforeEach(() => {
    caller = newCaller()
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  const reads = () => world.dynamo.calls.map(({ operation }) => operation)

  test.each(shapes)(
    "with $name opens with at most 4 reads, page after page",
    async ({ shape, leaf }) => {
      const { conversationId, nodes } = await storeTree(context, caller, shape, { leaf, characters: 300 })
      world.dynamo.reset()
      let opened = await openConversation(context, caller.owner, conversationId, { limit: 50 })
      expect(reads().length, `${reads()}`).toBeLessThanOrEqual(4)
      expect(opened.leafTurnId).toBe(nodes[leaf]?.turnId)
      const messages = [...opened.messages]
      for (let page = 0; page < 2 && opened.cursor !== undefined; page++) {
        world.dynamo.reset()
        opened = await openConversation(context, caller.owner, conversationId, { limit: 50, cursor: opened.cursor })
        expect(reads().length, `${reads()}`).toBeLessThanOrEqual(4)
        messages.unshift(...opened.messages)
      }
      // Each answer follows its question, each question the answer of its parent.
      const byTurn = new Map(nodes.map((node) => [node.turnId, node]))
      for (const [index, { turnId, role }] of messages.entries()) {
        const before = messages[index - 1]
        if (before) expect(before.turnId).toBe(role === "assistant" ? turnId : byTurn.get(turnId)?.parentTurnId)
      }
    },
    120_000,
  )

  test.each(shapes)(
    "with $name continues with at most 4 reads, and the model gets the path",
    async ({ shape, leaf }) => {
      const roomy = { ...context, settings: { ...context.settings, contextTokens: 20_000 } }
      const { conversationId, nodes } = await storeTree(context, caller, shape, { leaf })
      await takeWell(context, caller, ask("warm the process"))
      world.dynamo.reset()
      await takeWell(roomy, caller, ask("And now?", { conversationId, parentTurnId: nodes[leaf]?.turnId }))
      const before = reads().filter((operation) => ["GetItem", "BatchGetItem", "Query"].includes(operation))
      expect(before.length, `${before}`).toBeLessThanOrEqual(4)
      const sent = world.bedrock.calls.at(-1)?.body.messages.map(({ content }) => content[0]?.text) ?? []
      const path: number[] = []
      for (let at: number | undefined = leaf; at !== undefined; ) {
        path.unshift(at)
        const parent = nodes[at]?.parentTurnId
        const index = nodes.findIndex(({ turnId }) => turnId === parent)
        at = index < 0 ? undefined : index
      }
      // Of a longer path the history holds at least three quarters of the 30 turns that are read.
      const kept = (sent.length - 1) / 2
      expect(kept).toBeGreaterThanOrEqual(Math.min(path.length, 22))
      const newest = path.slice(-kept).flatMap((index) => [`question ${index}`, `answer ${index}`])
      expect(sent).toEqual([...newest, "And now?"])
    },
    120_000,
  )

  test("shows another version after one read and one write, if no turn follows it", async () => {
    const { conversationId, nodes } = await storeTree(context, caller, linear(turns))
    world.dynamo.reset()
    await changeConversation(context, caller.owner, conversationId, { leafTurnId: nodes.at(-1)?.turnId })
    expect(reads().toSorted()).toEqual(["GetItem", "GetItem", "UpdateItem"])
    await changeConversation(context, caller.owner, conversationId, { leafTurnId: nodes[1]?.turnId })
    expect(
      (await openConversation(context, caller.owner, conversationId, { limit: 2 })).messages.map(({ content }) => storedText(content)),
    ).toEqual([`question ${turns - 1}`, `answer ${turns - 1}`])
  }, 120_000)
})
