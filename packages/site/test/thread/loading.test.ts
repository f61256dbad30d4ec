import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test, vi } from "vitest"
import { createGate } from "../support/gate.ts"
import { usePageState } from "../support/page-state.ts"

const state = usePageState()
const route = "GET /conversations/cnv_1"

/** A thread that shows a conversation of one turn. */
async function shown() {
  state.api.seed("cnv_1", "One", [["A?", "A."]])
  const view = await import("../../src/thread/state/load-thread.ts")
  const { newThread, newTurn, startChange } = await import("../../src/thread/state/thread.ts")
  const { activeThread } = await import("../../src/thread/state/active-thread.ts")
  const thread = newThread("cnv_1")
  activeThread.value = thread
  await view.loadThread(thread, "cnv_1")
  const texts = () => thread.turns.value.map(({ question, answer }) => [question, answer.value])
  /** A read of the conversation with the currently stored data. Its response arrives when the returned function is called. */
  const startLateRead = async () => {
    const gate = createGate()
    const held = state.api.asked.filter(([asked]) => asked === route).length + 1
    state.api.late = (asked, times) => (asked === route && times === held ? gate.opened : undefined)
    const read = view.loadThread(thread, "cnv_1")
    await vi.waitFor(() => expect(state.api.asked.filter(([asked]) => asked === route)).toHaveLength(held))
    return async () => {
      gate.open()
      await read
    }
  }
  return { ...view, thread, newTurn, startChange, texts, startLateRead }
}

describe("a late read of a conversation", () => {
  test("keeps a turn that started and ended after the read was sent", async () => {
    const page = await shown()
    const arrive = await page.startLateRead()
    const endChange = page.startChange(page.thread)
    state.api.seedTurn("cnv_1", "B?", "B.")
    page.thread.turns.value = [...page.thread.turns.value, page.newTurn("trn_cnv_1_1", [{ text: "B?" }], "complete", "B.")]
    endChange()
    await arrive()
    expect(page.texts()).toEqual([
      ["A?", "A."],
      ["B?", "B."],
    ])
  })

  test("keeps the text of an answer that streams meanwhile", async () => {
    const page = await shown()
    const arrive = await page.startLateRead()
    state.api.seedTurn("cnv_1", "B?", "B.")
    await page.loadThread(page.thread, "cnv_1")
    await arrive()
    expect(page.texts()).toEqual([
      ["A?", "A."],
      ["B?", "B."],
    ])
  })

  test("does not report a missing conversation after a later read found it", async () => {
    const page = await shown()
    const gate = createGate()
    const held = state.api.asked.filter(([asked]) => asked === route).length + 1
    state.api.early = async (asked, times) => {
      if (asked !== route || times !== held) return
      await gate.opened
      throw new FakeFailure(404, "conversation.missing")
    }
    const read = page.loadThread(page.thread, "cnv_1")
    await vi.waitFor(() => expect(state.api.asked.filter(([asked]) => asked === route)).toHaveLength(held))
    await page.loadThread(page.thread, "cnv_1")
    gate.open()
    await read
    expect(page.thread.unopened.value).toBeUndefined()
    expect(page.texts()).toEqual([["A?", "A."]])
  })

  test("keeps a rating that is being saved", async () => {
    const page = await shown()
    const { saveRating } = await import("../../src/thread/state/save-rating.ts")
    const [turn] = page.thread.turns.value
    if (!turn) throw new Error("There is no turn.")
    const gate = createGate()
    state.api.early = (asked) => (asked.startsWith("PUT") ? gate.opened : undefined)
    const rating = saveRating(page.thread, turn, { rating: "up" })
    await page.loadThread(page.thread, "cnv_1")
    expect(page.thread.turns.value[0]?.feedback.value).toEqual({ rating: "up" })
    gate.open()
    await rating
    await page.loadThread(page.thread, "cnv_1")
    expect(page.thread.turns.value[0]?.feedback.value).toEqual({ rating: "up" })
  })

  test("keeps a title changed since", async () => {
    const page = await shown()
    const { changeTitle } = await import("../../src/sidebar/change-title.ts")
    const arrive = await page.startLateRead()
    await changeTitle({ conversationId: "cnv_1", title: "One", createdAt: "", updatedAt: "" }, "Two")
    await arrive()
    expect(page.thread.title.value).toBe("Two")
  })

  test("adds no earlier messages that do not adjoin the messages shown", async () => {
    const page = await shown()
    for (const letter of ["B", "C", "D"]) state.api.seedTurn("cnv_1", `${letter}?`, `${letter}.`)
    state.api.pageLength = 2
    page.thread.turns.value = []
    await page.loadThread(page.thread, "cnv_1")
    const gate = createGate()
    const held = state.api.asked.filter(([asked]) => asked === route).length + 1
    state.api.late = (asked, times) => (asked === route && times === held ? gate.opened : undefined)
    const earlier = page.loadEarlier(page.thread)
    await vi.waitFor(() => expect(state.api.asked.filter(([asked]) => asked === route)).toHaveLength(held))
    for (const letter of ["E", "F", "G"]) state.api.seedTurn("cnv_1", `${letter}?`, `${letter}.`)
    await page.loadThread(page.thread, "cnv_1")
    gate.open()
    await earlier
    expect(page.texts().map(([question]) => question)).toEqual(["F?", "G?"])
  })
})

describe("opened threads", () => {
  test("are evicted beyond a limit, except threads in use", async () => {
    const { openedThread, remember } = await import("../../src/thread/state/active-thread.ts")
    const { newThread, newTurn } = await import("../../src/thread/state/thread.ts")
    const open = (id: string) => {
      const thread = newThread(id)
      remember(thread, id)
      return thread
    }
    open("cnv_answering").turns.value = [newTurn("trn_1", [{ text: "q" }], "streaming")]
    open("cnv_written").draft.value = { text: "Not finished" }
    open("cnv_first")
    for (let i = 0; i < 40; i++) open(`cnv_${i}`)
    const kept = ["cnv_answering", "cnv_written", "cnv_first", ...Array.from({ length: 40 }, (_, i) => `cnv_${i}`)].filter(openedThread)
    expect(kept).toEqual(["cnv_answering", "cnv_written", ...Array.from({ length: 18 }, (_, i) => `cnv_${i + 22}`)])
  })
})
