import { setTimeout as sleep } from "node:timers/promises"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { pathThrough, versionsOf } from "@parley/testing/site/fake-tree.ts"
import { effect } from "@preact/signals"
import fc from "fast-check"
import { expect, test, vi } from "vitest"
import type { Thread } from "../../src/thread/state/thread.ts"
import { createGate } from "../support/gate.ts"
import { usePageState } from "../support/page-state.ts"

const state = usePageState()

type Step = {
  act: "send" | "regenerate" | "edit" | "switch" | "continue" | "stop" | "read" | "reload"
  pick: number
  pauseMs: number
  other: boolean
}

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom("send", "regenerate", "regenerate", "edit", "switch", "switch", "switch", "continue", "stop", "read", "reload"),
    pick: fc.nat(1_000),
    pauseMs: fc.constantFrom(0, 0, 1, 3, 12, 40),
    other: fc.boolean(),
  }),
  { minLength: 3, maxLength: 16 },
)

/** The page's modules, and windows on conversations. Each window is a thread of its own. */
async function openPage() {
  const [
    { loadThread },
    { newThread },
    { sendMessage },
    { stopAnswer },
    actions,
    { submitEdit },
    { choicesOf, turnOf },
    { startFirstReads, readyToSend },
  ] = await Promise.all([
    import("../../src/thread/state/load-thread.ts"),
    import("../../src/thread/state/thread.ts"),
    import("../../src/composer/send-message.ts"),
    import("../../src/thread/state/stop-answer.ts"),
    import("../../src/thread/actions.ts"),
    import("../../src/thread/versions/new-version.ts"),
    import("../../src/thread/versions/choices.ts"),
    import("../../src/composer/first-reads.ts"),
  ])
  startFirstReads()
  await readyToSend()
  const pickOf = <T>(list: readonly T[], pick: number) => list[pick % list.length] as T
  const open = async (conversationId: string) => {
    const thread = newThread(conversationId)
    await loadThread(thread, conversationId)
    return thread
  }
  const act = async (thread: Thread, { act, pick }: Step) => {
    const turns = thread.turns.value
    const turn = pickOf(turns, pick)
    if (!turn) return
    if (act === "send") {
      thread.draft.value = { text: `Message ${pick}` }
      await sendMessage(thread)
    } else if (act === "regenerate" && turn.content.length > 0) await actions.regenerateAnswer(thread, turn)
    else if (act === "edit" && turn.content.length > 0) {
      thread.editing.value = { turnId: turn.turnId, text: `Edited ${pick}` }
      await submitEdit(thread, turn)
    } else if (act === "switch") {
      const choice = pickOf(choicesOf(thread.versions.value, turn, pick % 2 ? "question" : "answer"), pick)
      const target = choice && turnOf(thread, choice)
      if (target) await actions.switchVersion(thread, target)
    } else if (act === "continue" && !thread.running.value) {
      const last = turns.at(-1)
      if (last?.stopReason.value === "max_tokens" && !last.continuedBy.value) await actions.continueAnswer(thread, last)
    } else if (act === "stop") await stopAnswer(thread)
    else if (act === "read") await loadThread(thread, thread.conversationId.value ?? "")
  }
  return { open, act }
}

/** An answer of a few pieces with pauses; some are followed again on the way, and some reach the length limit. */
async function* answer(question: string) {
  const size = [...question].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  for (let piece = 0; piece < 2 + (size % 3); piece++) {
    yield `${piece} `
    if (size % 4 === piece) yield { follow: true } as const
    await sleep((size + piece) % 9)
  }
  if (size % 3 === 0) yield { stopReason: "max_tokens" }
}

/** The machine may be busy. */
const soon = (expectation: () => void) => vi.waitFor(expectation, { timeout: 30_000 })

/** Requests that overtake each other, and answers that are late. */
let asked = 0
const unevenly = () => sleep((asked++ * 7) % 13)

const ids = (turns: readonly { turnId: string }[]) => turns.map(({ turnId }) => turnId)

test("whatever a person does in two windows, each shows a path that the server has, and at the end as the server has it", async () => {
  const { open, act } = await openPage()
  state.api.answer = answer
  state.api.early = unevenly
  const stored = (id: string) => state.api.turnsOf(id)

  // A path at every moment: each turn names the one before it.
  const watch = (thread: Thread) =>
    effect(() => {
      const turns = thread.turns.value
      const streamed = ids(thread.streams.value)
      expect(streamed).toEqual([...new Set(streamed)])
      const parents = turns.map(({ parentTurnId }) => parentTurnId)
      expect(parents).toEqual([null, ...ids(turns).slice(0, -1)].slice(0, turns.length))
    })

  await playMany(steps, { count: caseCount(60, 400), atOnce: 15 }, async (played, index) => {
    const id = `cnv_${index}`
    state.api.seed(id, "Case", [
      ["First", "One."],
      ["Second", "Two."],
    ])
    const windows = [await open(id), await open(id)]
    const ends = windows.map(watch)
    const acts: Promise<void>[] = []
    let last = 0
    for (const step of played) {
      last = step.other ? 1 : 0
      const thread = windows[last] as Thread
      if (step.act === "reload") {
        await thread.leaf.last
        ends.splice(last, 1)[0]?.()
        windows[last] = await open(id)
        ends.splice(last, 0, watch(windows[last] as Thread))
      } else acts.push(act(thread, step))
      await sleep(step.pauseMs)
    }
    await Promise.all(acts)
    await soon(() => expect(stored(id).filter(({ status }) => status === "streaming")).toEqual([]))
    for (const thread of windows) {
      await soon(() => expect(thread.streams.value).toEqual([]))
      await thread.leaf.last
      await act(thread, { act: "read", pick: 0, pauseMs: 0, other: false })
      const path = pathThrough(stored(id), thread.turns.value.at(-1)?.turnId)
      expect(thread.turns.value.map(({ turnId, question, status, answer }) => [turnId, question, status.value, answer.value])).toEqual(
        path.map(({ turnId, question, status, text }) => [turnId, question, status, text]),
      )
      for (const turn of path) {
        const versions = ids(versionsOf(stored(id), turn))
        expect((thread.versions.value.of[turn.turnId] ?? [turn.turnId]).toSorted()).toEqual(versions.toSorted())
      }
      expect([thread.running.value, thread.allRunning.value, thread.switching.value]).toEqual([undefined, [], undefined])
    }
    for (const end of ends) end()
  })
}, 120_000)

test("a reload shows the version that was left, whatever was regenerated, edited and switched before", async () => {
  const { open, act } = await openPage()
  state.api.answer = answer
  state.api.early = unevenly
  await playMany(steps, { count: caseCount(80, 400), atOnce: 15 }, async (played, index) => {
    const id = `cnv_${index}`
    state.api.seed(id, "Case", [["First", "One."]])
    const thread = await open(id)
    for (const step of played.filter(({ act }) => act !== "reload" && act !== "send")) {
      const done = act(thread, step)
      if (step.pauseMs > 3) await done
      else await sleep(step.pauseMs)
    }
    await soon(() => expect([thread.streams.value, thread.switching.value]).toEqual([[], undefined]))
    await thread.leaf.last
    expect(ids((await open(id)).turns.value)).toEqual(ids(thread.turns.value))
  })
}, 120_000)

test("a message that is being sent stays at the end of its path while another version is opened and left", async () => {
  const { open, act } = await openPage()
  const { switchVersion } = await import("../../src/thread/actions.ts")
  const gate = createGate()
  state.api.early = (route) => (route === "POST /chat" ? gate.opened : undefined)
  state.api.seed("cnv_1", "Case", [["First", "One."]])
  state.api.seedTurn("cnv_1", "First", "One, otherwise.", null)
  state.api.show("cnv_1", "trn_cnv_1_0")
  const thread = await open("cnv_1")
  const shown = () => thread.turns.value.map(({ question, answer }) => question + answer.value)
  const sending = act(thread, { act: "send", pick: 2, pauseMs: 0, other: false })
  await switchVersion(thread, "trn_cnv_1_1")
  expect(shown()).toEqual(["FirstOne, otherwise."])
  await switchVersion(thread, "trn_cnv_1_0")
  expect(shown()).toEqual(["FirstOne.", "Message 2"])
  gate.open()
  await sending
  expect(shown()).toEqual(["FirstOne.", "Message 2Hello."])
})
