import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

describe("a message being sent when the page closes", () => {
  test("is in the message box afterwards, before the text typed since", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await page.route("**/api/chat", () => {})
    await ask(page, "On its way")
    await composerOf(page).fill("Typed since")
    await page.reload()
    await page.getByText("An old answer").waitFor()
    await eventually(() => composerOf(page).inputValue()).toBe("On its way\n\nTyped since")
  })

  test("remains after the text typed since was deleted, and is the same turn", async () => {
    const page = await site.visit()
    const sent: string[] = []
    await page.route("**/api/chat", async (route) => {
      if (sent.push(route.request().postDataJSON().turnId) > 1) await route.continue()
    })
    await ask(page, "On its way")
    await composerOf(page).fill("T")
    await composerOf(page).fill("")
    await eventually(() => sent).toHaveLength(1)
    await page.reload()
    await eventually(() => composerOf(page).inputValue()).toBe("On its way")
    await composerOf(page).press("Enter")
    await page.locator(".answer .markdown").getByText("Hello.").waitFor()
    expect(sent[1]).toBe(sent[0])
    expect(await composerOf(page).inputValue()).toBe("")
  })

  test("is removed once the server has accepted it, and the text typed since stays", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
    }
    const page = await site.visit()
    await ask(page, "On its way")
    await composerOf(page).fill("Typed since")
    await page.locator(".answer .markdown").getByText("One,").waitFor()
    gate.open()
    await page.reload()
    await page.locator(".answer .markdown").getByText("One,").waitFor()
    await eventually(() => composerOf(page).inputValue()).toBe("Typed since")
  })
})

describe("a new chat opened while another one's first message is being sent", () => {
  test("has its own message box, whether that message is accepted or not", async () => {
    const gate = createGate()
    const page = await site.visit()
    await page.route("**/api/chat", async (route) => {
      await gate.opened
      await route.continue()
    })
    await ask(page, "The first")
    await site.button("New chat").click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
    await composerOf(page).fill("The second")
    gate.open()
    await page.getByRole("link", { name: "The first" }).waitFor()
    await page.reload()
    await eventually(() => composerOf(page).inputValue()).toBe("The second")
  })

  test("gets that message back if it was not accepted", async () => {
    const gate = createGate()
    site.api.refuse = () => new FakeFailure(503, "store.unavailable")
    const page = await site.visit()
    await page.route("**/api/chat", async (route) => {
      await gate.opened
      await route.continue()
    })
    await ask(page, "The first")
    await site.button("New chat").click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    gate.open()
    await page.getByText("Not sent.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("The first")
    site.api.refuse = () => undefined
    await site.button("Retry").click()
    await page.locator(".answer .markdown").getByText("Hello.").waitFor()
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("gets that message while another conversation is open, and a notice says so", async () => {
    const gate = createGate()
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    site.api.refuse = () => new FakeFailure(503, "store.unavailable")
    const page = await site.visit()
    await page.route("**/api/chat", async (route) => {
      await gate.opened
      await route.continue()
    })
    await ask(page, "The first")
    await composerOf(page).fill("Typed since")
    await page.getByRole("link", { name: "Past" }).click()
    await page.getByText("An old answer").waitFor()
    gate.open()
    await page.getByText("Not sent. Your text is in a new chat.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
    await site.button("New chat").click()
    await eventually(() => composerOf(page).inputValue()).toBe("The first\n\nTyped since")
  })

  test("shows that message once if the page closed before it was accepted", async () => {
    const page = await site.visit()
    await page.route("**/api/chat", () => {})
    await ask(page, "The first")
    await site.button("New chat").click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    await composerOf(page).fill("The second")
    await page.reload()
    await eventually(() => composerOf(page).inputValue()).toBe("The first\n\nThe second")
    await composerOf(page).fill("")
    await page.reload()
    await page.getByText("Your chats will appear here.").waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
  })
})

describe("a message accepted without a response to the page", () => {
  test("leaves the message box once the conversation contains it, and the text typed since stays", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    const isBack = createGate()
    await page.route("**/api/health", async (route) => {
      await isBack.opened
      await route.continue()
    })
    await page.route("**/api/chat", async (route) => {
      if (site.api.posts.length === 0) await route.fetch()
      await route.abort()
    })
    await ask(page, "Taken")
    await page.getByText("Not sent.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("Taken")
    await composerOf(page).fill("Taken\n\nTyped since")
    isBack.open()
    await eventually(site.answers).toEqual(["An old answer", "Hello."])
    await eventually(() => composerOf(page).inputValue()).toBe("Typed since")
    expect(await page.locator(".composer-place").getByText("Not sent.").count()).toBe(0)
    await page.reload()
    await eventually(site.answers).toEqual(["An old answer", "Hello."])
    expect(await composerOf(page).inputValue()).toBe("Typed since")
  })

  test("is not in the message box after a reload either", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      await gate.opened
      yield "Hello."
    }
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await page.route("**/api/chat", async (route) => {
      if (site.api.posts.length > 0) await route.continue()
      else await route.fetch().catch(() => {})
    })
    await ask(page, "Taken")
    await eventually(() => site.api.turns).toHaveLength(2)
    await page.reload()
    await site.button("Stop").waitFor()
    gate.open()
    await eventually(site.answers).toEqual(["An old answer", "Hello."])
    expect(await composerOf(page).inputValue()).toBe("")
  })
})
