import { describe, expect, test, vi } from "vitest"
import { createGate } from "../support/gate.ts"
import { usePageState } from "../support/page-state.ts"

const state = usePageState()

/** The list with two conversations on it, `a` the newer one. */
async function listed() {
  state.api.seed("cnv_a", "A", [["q", "a"]], "2026-11-28T02:00:00.000Z")
  state.api.seed("cnv_b", "B", [["q", "a"]], "2026-11-28T01:00:00.000Z")
  const list = await import("../../src/sidebar/conversations.ts")
  const removing = await import("../../src/sidebar/remove-conversation.ts")
  const { changeTitle } = await import("../../src/sidebar/change-title.ts")
  await list.loadConversations()
  const entryOf = (id: string) => {
    const entry = list.conversations.value.find(({ conversationId }) => conversationId === id)
    if (!entry) throw new Error(`${id} is not listed.`)
    return entry
  }
  const ids = () => list.conversations.value.map(({ conversationId }) => conversationId)
  const titles = () => list.conversations.value.map(({ title }) => title)
  /** A read of the list that is answered by what is stored now, and arrives when the returned function is called. */
  const startLateRead = async () => {
    const gate = createGate()
    const before = state.api.asked.length
    state.api.late = (route) => (route === "GET /conversations" ? gate.opened : undefined)
    const read = list.refreshConversations()
    await vi.waitFor(() => expect(state.api.asked.length).toBeGreaterThan(before))
    await new Promise((resolve) => setTimeout(resolve, 20))
    state.api.late = () => undefined
    return async () => {
      gate.open()
      await read
    }
  }
  return { ...list, ...removing, changeTitle, entryOf, ids, titles, startLateRead }
}

describe("a deleted conversation", () => {
  test("stays off the list while the server still deletes it", async () => {
    const page = await listed()
    const gate = createGate()
    state.api.early = (route) => (route.startsWith("DELETE") ? gate.opened : undefined)
    page.removeConversation(page.entryOf("cnv_a"))
    page.commitRemoval(false)
    await page.refreshConversations()
    expect(page.ids()).toEqual(["cnv_b"])
    gate.open()
    await vi.waitFor(() => expect(state.api.deleted).toEqual(["cnv_a"]))
  })

  test("stays off the list when a read that left before arrives after it is gone", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    page.removeConversation(page.entryOf("cnv_a"))
    page.commitRemoval(false)
    await vi.waitFor(() => expect(state.api.deleted).toEqual(["cnv_a"]))
    await arrive()
    expect(page.ids()).toEqual(["cnv_b"])
  })

  test("stays off the list, and out of a search, when their index is behind", async () => {
    const page = await listed()
    state.api.index = [...state.api.conversations]
    page.removeConversation(page.entryOf("cnv_a"))
    page.commitRemoval(false)
    await vi.waitFor(() => expect(state.api.deleted).toEqual(["cnv_a"]))
    await page.refreshConversations()
    expect(page.ids()).toEqual(["cnv_b"])
  })

  test("does not come back with an answer that begins in it", async () => {
    const page = await listed()
    page.removeConversation(page.entryOf("cnv_a"))
    page.showOnTop("cnv_a", "A")
    expect(page.ids()).toEqual(["cnv_b"])
  })

  test("comes back, once, if it is taken back while a read is under way", async () => {
    const page = await listed()
    page.removeConversation(page.entryOf("cnv_a"))
    const arrive = await page.startLateRead()
    page.undoRemoval()
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
    await arrive()
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
  })

  test("comes back if the server refuses, and not if it was gone already", async () => {
    const page = await listed()
    const { FakeFailure } = await import("@parley/testing/site/fake-turn.ts")
    state.api.early = (route) => {
      if (route === "DELETE /conversations/cnv_a") throw new FakeFailure(503, "store.unavailable")
      if (route === "DELETE /conversations/cnv_b") state.api.conversations.pop()
      return undefined
    }
    page.removeConversation(page.entryOf("cnv_a"))
    page.removeConversation(page.entryOf("cnv_b"))
    page.commitRemoval(false)
    await vi.waitFor(() => expect(page.ids()).toEqual(["cnv_a"]))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(page.ids()).toEqual(["cnv_a"])
  })

  test("is not one of those that a late read brings back after all were deleted", async () => {
    const page = await listed()
    const { deleteConversations } = await import("../../src/api/conversations.ts")
    const { markEverythingRemoved } = await import("../../src/sidebar/local-changes.ts")
    state.api.seed("cnv_unlisted", "Not on the page", [["q", "a"]], "2026-11-28T00:00:00.000Z")
    const arrive = await page.startLateRead()
    state.api.index = [...state.api.conversations]
    await deleteConversations()
    markEverythingRemoved(page.conversations.value)
    page.clearConversations()
    await arrive()
    expect(page.ids()).toEqual([])
    await page.refreshConversations()
    expect(page.ids()).toEqual([])
    page.showOnTop("cnv_new", "New")
    await page.refreshConversations()
    expect(page.ids()).toEqual(["cnv_new"])
  })
})

describe("another title", () => {
  test("stays when a read that left before arrives", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    await page.changeTitle(page.entryOf("cnv_a"), "A1")
    await arrive()
    expect(page.titles()).toEqual(["A1", "B"])
  })

  test("stays when the index is behind", async () => {
    const page = await listed()
    state.api.index = state.api.conversations.map((conversation) => ({ ...conversation }))
    await page.changeTitle(page.entryOf("cnv_a"), "A1")
    await page.refreshConversations()
    expect(page.titles()).toEqual(["A1", "B"])
  })

  test("that is refused leaves the one that was given after it", async () => {
    const page = await listed()
    const { FakeFailure } = await import("@parley/testing/site/fake-turn.ts")
    const gate = createGate()
    state.api.early = async (route, asked) => {
      if (!route.startsWith("PATCH") || asked > 1) return
      await gate.opened
      throw new FakeFailure(503, "store.unavailable")
    }
    const first = page.changeTitle(page.entryOf("cnv_a"), "A1")
    await page.changeTitle(page.entryOf("cnv_a"), "A2")
    gate.open()
    await first
    expect(page.titles()).toEqual(["A2", "B"])
    await page.refreshConversations()
    expect(page.titles()).toEqual(["A2", "B"])
  })
})

describe("a conversation in which a turn has just begun", () => {
  test("stays at the top when a late read does not know it, or not there", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    page.showOnTop("cnv_b", "B")
    page.showOnTop("cnv_new", "New")
    await arrive()
    expect(page.ids()).toEqual(["cnv_new", "cnv_b", "cnv_a"])
  })

  test("is listed as the server lists it once the index has had time", async () => {
    const page = await listed()
    page.showOnTop("cnv_elsewhere", "Deleted in another tab since")
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 11_000)
    await page.refreshConversations()
    vi.restoreAllMocks()
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
  })
})

describe("reads of the list", () => {
  test("that overtake each other leave the newer one's answer", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    state.api.seed("cnv_c", "C", [], "2026-11-28T03:00:00.000Z")
    await page.refreshConversations()
    await arrive()
    expect(page.ids()).toEqual(["cnv_c", "cnv_a", "cnv_b"])
  })

  test("bring nothing of a person who has signed out", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    page.forgetConversations()
    await arrive()
    expect(page.ids()).toEqual([])
  })

  test("of the same older page add it once", async () => {
    state.api.pageLength = 1
    const page = await listed()
    const cursor = page.olderConversations.value
    await Promise.all([page.loadConversations(cursor), page.loadConversations(cursor)])
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
  })
})
