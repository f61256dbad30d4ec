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
  /** A read of the list with the currently stored data. Its response arrives when the returned function is called. */
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
  test("stays hidden while the server deletes it", async () => {
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

  test("stays hidden when a read sent before the deletion arrives after it", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    page.removeConversation(page.entryOf("cnv_a"))
    page.commitRemoval(false)
    await vi.waitFor(() => expect(state.api.deleted).toEqual(["cnv_a"]))
    await arrive()
    expect(page.ids()).toEqual(["cnv_b"])
  })

  test("stays hidden in the list and in a search while the index lags", async () => {
    const page = await listed()
    state.api.index = [...state.api.conversations]
    page.removeConversation(page.entryOf("cnv_a"))
    page.commitRemoval(false)
    await vi.waitFor(() => expect(state.api.deleted).toEqual(["cnv_a"]))
    await page.refreshConversations()
    expect(page.ids()).toEqual(["cnv_b"])
  })

  test("stays hidden when an answer starts in it", async () => {
    const page = await listed()
    page.removeConversation(page.entryOf("cnv_a"))
    page.showOnTop("cnv_a", "A")
    expect(page.ids()).toEqual(["cnv_b"])
  })

  test("reappears once if the deletion is undone during a read", async () => {
    const page = await listed()
    page.removeConversation(page.entryOf("cnv_a"))
    const arrive = await page.startLateRead()
    page.undoRemoval()
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
    await arrive()
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
  })

  test("reappears if the server rejects the deletion, but not if it was already deleted", async () => {
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

  test("is not restored by a late read after all were deleted", async () => {
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

describe("a new title", () => {
  test("stays when a read sent before the change arrives", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    await page.changeTitle(page.entryOf("cnv_a"), "A1")
    await arrive()
    expect(page.titles()).toEqual(["A1", "B"])
  })

  test("stays while the index lags", async () => {
    const page = await listed()
    state.api.index = state.api.conversations.map((conversation) => ({ ...conversation }))
    await page.changeTitle(page.entryOf("cnv_a"), "A1")
    await page.refreshConversations()
    expect(page.titles()).toEqual(["A1", "B"])
  })

  test("does not revert a later title if it is rejected", async () => {
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

describe("a conversation in which a turn has just started", () => {
  test("stays at the top when a late read lacks it or lists it lower", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    page.showOnTop("cnv_b", "B")
    page.showOnTop("cnv_new", "New")
    await arrive()
    expect(page.ids()).toEqual(["cnv_new", "cnv_b", "cnv_a"])
  })

  test("follows the server's order once the index has caught up", async () => {
    const page = await listed()
    page.showOnTop("cnv_elsewhere", "Deleted in another tab since")
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 11_000)
    await page.refreshConversations()
    vi.restoreAllMocks()
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
  })
})

describe("reads of the list", () => {
  test("that arrive out of order keep the result of the latest one", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    state.api.seed("cnv_c", "C", [], "2026-11-28T03:00:00.000Z")
    await page.refreshConversations()
    await arrive()
    expect(page.ids()).toEqual(["cnv_c", "cnv_a", "cnv_b"])
  })

  test("are discarded after sign-out", async () => {
    const page = await listed()
    const arrive = await page.startLateRead()
    page.forgetConversations()
    await arrive()
    expect(page.ids()).toEqual([])
  })

  test("of the same older page add its conversations once", async () => {
    state.api.pageLength = 1
    const page = await listed()
    const cursor = page.olderConversations.value
    await Promise.all([page.loadConversations(cursor), page.loadConversations(cursor)])
    expect(page.ids()).toEqual(["cnv_a", "cnv_b"])
  })
})
