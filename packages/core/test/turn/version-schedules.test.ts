import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount, runsAll } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import { changeConversation } from "../../src/conversation/change.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { forkConversation } from "../../src/conversation/fork.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { treeOf } from "../../src/conversation/tree.ts"
import type { Message } from "../../src/entities/message.ts"
import { newConversationId } from "../../src/ids.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { answerByQuestion } from "../support/answers.ts"
import { expectConsistent, expectDeleted } from "../support/consistent-tree.ts"
import { promptOf } from "../support/path-prompt.ts"
import { money } from "../support/stored.ts"
import { messagesIn, nodesIn } from "../support/tree.ts"
import { ask, newCaller, takeToEnd, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

/** An action of a person in a window, on the turn of the shown path that `pick` selects. */
const action = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant("ask" as const) },
    { weight: 3, arbitrary: fc.constantFrom("edit" as const, "regenerate" as const) },
    { weight: 4, arbitrary: fc.constantFrom("continue" as const, "switch" as const, "stop" as const) },
    { weight: 1, arbitrary: fc.constant("fork" as const) },
  ),
  pick: fc.nat(),
  ms: fc.nat({ max: 40 }),
  /** How the answer to it ends. */
  end: fc.constantFrom("whole", "whole", "cut", "broken", "failed"),
})
const schedule = fc.record({
  windows: fc.array(fc.array(action, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  deletedAfterMs: fc.option(fc.nat({ max: 600 }), { freq: 6, nil: undefined }),
})
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

const allowed = /^(turn\.(busy|continued|missing|mismatch)|conversation\.missing|body\.invalid|versions\.exceeded)$/
const everything = { limit: 100 }
const isCut = ({ role, stopReason, status }: Message) => role === "assistant" && (stopReason === "max_tokens" || status === "interrupted")

describeOnBothDatabases("on", (kind) => {
  const [count, atOnce] = kind === "fast" ? [caseCount(40, 400), 6] : [caseCount(6, 60), 4]
  let world: World
  let context: TestContext
  let answers: ReturnType<typeof answerByQuestion>
  const seen = { sibling: 0, busy: 0, continued: 0, forked: 0, deleted: 0, stopped: 0 }
  beforeAll(async () => {
    world = await startWorld(kind)
    const settings = { contextTokens: 100_000, budgets: { visitor: 1e12, address: 1e13, stage: 1e14 } }
    // A lease that ends on no busy machine: after its end, the money of a deleted turn stays reserved.
    const pace = { heartbeatMs: 40, leaseMs: 110_000, pollMs: 100 }
    context = await world.context({ direct: true, silenceMs: 120_000, settings, pace })
    answers = answerByQuestion(world.bedrock)
  })
  afterAll(() => world.close())

  test(`${count} schedules of windows that ask, edit, regenerate, continue, switch, stop, fork and delete: each answer on its own path, every count right, all money settled`, async () => {
    await playMany(schedule, { count, atOnce }, playOne)
    if (kind !== "fast") return
    // Whether a turn runs when another begins or is stopped depends on the machine.
    const { busy, stopped, ...sure } = seen
    expect(Object.entries(runsAll ? { ...sure, busy, stopped } : sure).filter(([, times]) => times === 0)).toEqual([])
  }, 900_000)

  async function playOne({ windows, deletedAfterMs }: Schedule) {
    const caller = newCaller()
    const secret = randomUUID()
    let questions = 0
    const question = () => `Question ${questions++} ${secret}`
    const first = await takeWell(context, caller, ask(question()))
    const { conversationId } = first
    const copies: string[] = []
    const view = () => openConversation(context, caller.owner, conversationId, everything)

    async function begin(parentTurnId: string, text: string | undefined, { end }: Action): Promise<void> {
      const content = text === undefined ? [] : [{ text }]
      const deltas = ["one ", "two ", "three"]
      if (text !== undefined) {
        answers.set(text, {
          deltas: deltas.map((delta) => `${delta}${text} `),
          delayMs: 40,
          ...(end === "cut" && { stopReason: "max_tokens" }),
          ...(end === "broken" && { fault: "clean-end" as const }),
          ...(end === "failed" && { fault: "ValidationException" as const }),
        })
      }
      const request = ask("", { conversationId, parentTurnId, content, ...(text === undefined && { continues: true }) })
      const { refused } = await takeToEnd(context, caller, request)
      if (refused) expect(refused.code).toMatch(allowed)
      if (refused?.code === "turn.busy") seen.busy++
    }

    async function act(one: Action): Promise<void> {
      await wait(one.ms)
      const shown = await view()
      const turns = [...shown.nodes.values()].reverse()
      const turn = turns[one.pick % turns.length]
      if (!turn) return
      const asked = shown.messages.find(({ messageId }) => messageId === turn.userMessageId)
      switch (one.kind) {
        case "ask":
          return begin(shown.leafTurnId, question(), one)
        case "edit":
          return begin(turn.parentTurnId, question(), one)
        case "regenerate":
          return begin(turn.parentTurnId, asked ? storedText(asked.content) : question(), one)
        case "continue":
          await begin(turn.turnId, question(), { ...one, end: "cut" })
          return begin((await view()).messages.findLast(isCut)?.turnId ?? turn.turnId, undefined, one)
        case "switch":
          await changeConversation(context, caller.owner, conversationId, { leafTurnId: turn.turnId })
          return
        case "stop":
          for (const running of shown.turns) await stopTurn(context, caller.owner, running.turnId)
          seen.stopped += shown.turns.length
          return
        case "fork": {
          const copy = newConversationId()
          await forkConversation(context, caller.owner, copy, { conversationId, turnId: turn.turnId })
          copies.push(copy)
        }
      }
    }

    const missing = (error: { code?: string }) => {
      if (error.code === undefined || !allowed.test(error.code)) throw error
    }
    const playing = windows.map(async (actions) => {
      for (const one of actions) await act(one).catch(missing)
    })
    if (deletedAfterMs !== undefined) {
      await wait(deletedAfterMs)
      await deleteConversation(context.store, caller.owner, conversationId, Date.now)
    }
    await Promise.all(playing)

    const calls = world.bedrock.calls.filter(({ body }) => JSON.stringify(body.messages).includes(secret))
    if (deletedAfterMs !== undefined) {
      await expectDeleted(context, caller, conversationId)
      seen.deleted++
    } else {
      countSeen(await expectConsistent(context, caller, conversationId))
      const tree = treeOf(await nodesIn(context, conversationId))
      const messages = await messagesIn(context, conversationId)
      const expected = new Set([...tree.nodes.keys()].map((turnId) => promptOf(tree, messages, turnId)))
      for (const { body } of calls) {
        expect(expected).toContain(
          body.messages.map(({ role, content }) => `${role}: ${content.flatMap(({ text }) => text ?? []).join("")}`).join("\n"),
        )
      }
    }
    for (const copy of copies) {
      countSeen(await expectConsistent(context, caller, copy))
      seen.forked++
    }
    const { visitor } = await money(context, caller)
    expect(visitor.committed).toBe(visitor.spent)
  }

  function countSeen({ siblings, continued }: { siblings: number; continued: number }) {
    seen.sibling += siblings
    seen.continued += continued
  }
})
