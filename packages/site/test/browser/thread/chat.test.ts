import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
let page: Page
const visit = async (path = "/") => {
  page = await site.visit(path)
}

describe("a turn", () => {
  test("streams, and sets the URL and title of the page", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "**Half** of"
      await gate.opened
      yield " it."
    }
    await visit()
    await ask(page, "Why is the sky blue?")
    await eventually(site.answers).toEqual(["Half of"])
    expect(await composerOf(page).inputValue()).toBe("")
    gate.open()
    await eventually(site.answers).toEqual(["Half of it."])
    await eventually(() => new URL(page.url()).pathname).toBe("/c/cnv_1")
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Why is the sky blue?")
    expect(await page.getByRole("link", { name: "Why is the sky blue?" }).getAttribute("aria-current")).toBe("page")
  })

  test("goes to the open conversation", async () => {
    site.api.seed("cnv_a", "Sky", [["Why blue?", "Scattering."]])
    await visit("/c/cnv_a")
    await ask(page, "And at night?")
    await eventually(site.answers).toEqual(["Scattering.", "Hello."])
    expect(site.api.posts.map(({ conversationId, content }) => [conversationId, content])).toEqual([["cnv_a", [{ text: "And at night?" }]]])
  })

  test("can start from an example question", async () => {
    await visit()
    await site.button("Compare SQL and NoSQL in a table").click()
    await eventually(site.answers).toEqual(["Hello."])
  })

  test("starts from questions about Parley where the local documents answer", async () => {
    Object.assign(site.api, { stage: "local", responder: "documents" })
    await visit()
    await site.button("How do I deploy to prod?").click()
    await eventually(site.answers).toEqual(["Hello."])
  })

  test("is sent neither by Shift + Enter nor without visible text", async () => {
    await visit()
    await composerOf(page).fill("  \n ")
    await composerOf(page).press("Enter")
    await composerOf(page).fill("one")
    await composerOf(page).press("Shift+Enter")
    await composerOf(page).pressSequentially("two")
    expect(await composerOf(page).inputValue()).toBe("one\ntwo")
    expect(site.api.posts).toEqual([])
  })

  test("keeps text typed during the answer", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      await gate.opened
      yield "Done."
    }
    await visit()
    await ask(page, "One")
    await site.button("Stop").waitFor()
    await ask(page, "Two")
    gate.open()
    await eventually(site.answers).toEqual(["Done."])
    expect(await composerOf(page).inputValue()).toBe("Two")
    expect(site.api.posts).toHaveLength(1)
  })
})

describe("Stop", () => {
  test("replaces Send, asks the server to stop, and keeps the text so far", async () => {
    site.api.answer = async function* () {
      yield "First"
      while (site.api.stops.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      yield " and last."
    }
    await visit()
    await ask(page, "Go on for ever")
    await eventually(site.answers).toEqual(["First"])
    expect(await site.button("Send").count()).toBe(0)
    await site.button("Stop").click()
    await page.getByText("You stopped this answer.").first().waitFor()
    expect(site.api.stops).toEqual([site.api.posts[0]?.turnId])
    await site.button("Send").waitFor()
  })
})

describe("a reload", () => {
  test("during an answer resumes it", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "Before, "
      await gate.opened
      yield "after."
    }
    await visit()
    await ask(page, "Reload me")
    await eventually(site.answers).toEqual(["Before,"])
    await page.reload()
    await eventually(site.answers).toEqual(["Before,"])
    await site.button("Stop").waitFor()
    gate.open()
    await eventually(site.answers).toEqual(["Before, after."])
    expect(site.api.turns).toHaveLength(1)
    expect(site.api.posts.at(-1)?.after).toBe(site.api.turns[0]?.idAfter(2))
  })

  test("keeps each conversation's draft", async () => {
    site.api.seed("cnv_a", "Other", [["q", "a"]])
    await visit()
    await composerOf(page).fill("Not finished")
    await page.reload()
    await eventually(() => composerOf(page).inputValue()).toBe("Not finished")
    await page.getByRole("link", { name: "Other" }).click()
    await eventually(() => composerOf(page).inputValue()).toBe("")
    await page.goBack()
    await eventually(() => composerOf(page).inputValue()).toBe("Not finished")
  })
})

describe("copying", () => {
  // The page itself may write the clipboard but not read it.
  const pasted = async () => {
    await composerOf(page).fill("")
    await composerOf(page).press("ControlOrMeta+v")
    return composerOf(page).inputValue()
  }

  test("copies an answer as Markdown and code verbatim", async () => {
    site.api.seed("cnv_a", "Copy", [["q", "**Run** it:\n\n```sh\nnpm ci\n```\n"]])
    await visit("/c/cnv_a")
    await site.button("Copy code").click()
    await eventually(pasted).toBe("npm ci")
    await site.button("Copy answer").click()
    await eventually(pasted).toBe("**Run** it:\n\n```sh\nnpm ci\n```\n")
  })
})
