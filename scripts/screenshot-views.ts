import type { FakeApi } from "@parley/testing/site/fake-api.ts"
import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import type { BrowserContextOptions, Page } from "playwright-core"
import { seedConversation } from "./screenshot-conversation.ts"

/** One picture of the page. */
export type View = {
  /** The name of the file, without its extension. */
  name: string
  device: BrowserContextOptions
  /** Scripts an API for what the local stage cannot be made to do; without it the whole local stage is behind the page. */
  scripted?: (api: FakeApi) => void
  /** Where the page is opened. `conversations` are those of a visitor who has asked before, if the view is that visitor's. */
  path?: (conversations: string[]) => string
  /** Somebody who has never been here before. */
  newcomer?: true
  /** Brings the page to what is to be seen. */
  show: (page: Page) => Promise<void>
}

const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 }
const model = { modelId: "fake", name: "Claude Haiku 5.5", default: true }
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

/** What the returning visitor has asked, each list a conversation. The last one is the newest. */
export const askedBefore: string[][] = [
  ["How long are conversations kept?"],
  ["What happens if I reload in mid-answer?"],
  ["How do I deploy to prod?"],
  ["How do I try it on my machine?", "Which settings are there?"],
]

const newest = (conversations: string[]) => `/c/${conversations.at(-1)}`

/** Waits for the whole conversation and scrolls to the start of a turn. */
async function showTurn(page: Page, index: number): Promise<void> {
  await page.getByRole("button", { name: "Copy answer" }).last().waitFor()
  const top = (await page.locator(".turn").nth(index).boundingBox())?.y ?? 0
  await page.getByRole("region", { name: "Conversation", exact: true }).evaluate((thread, top) => thread.scrollBy(0, top - 72), top)
  // A scroll is drawn, and the button that leads down appears, in the next frames.
  await page.waitForTimeout(300)
}

/** Every view that `npm run screenshots` draws. */
export const views: View[] = [
  {
    name: "streaming",
    device: desktop,
    show: async (page) => {
      await ask(page, "What keeps the bill from running away?")
      await page.locator(".answer").getByText("is set aside").waitFor()
    },
  },
  { name: "table", device: desktop, scripted: seedConversation, path: () => "/c/cnv_a", show: (page) => showTurn(page, 0) },
  {
    name: "code",
    device: { ...desktop, colorScheme: "dark" },
    scripted: seedConversation,
    path: () => "/c/cnv_a",
    show: (page) => showTurn(page, 1),
  },
  { name: "desktop", device: desktop, path: newest, show: (page) => showTurn(page, 0) },
  { name: "dark", device: { ...desktop, colorScheme: "dark" }, path: newest, show: (page) => showTurn(page, 1) },
  { name: "phone", device: phone, path: newest, show: (page) => showTurn(page, 0) },
  { name: "empty", device: desktop, newcomer: true, show: async (page) => page.getByRole("button", { name: "How do I deploy" }).waitFor() },
  {
    name: "search",
    device: desktop,
    show: async (page) => {
      await open(page, "Search")
      await page.getByRole("combobox").fill("conversations")
      await page.getByRole("option").first().waitFor()
    },
  },
  {
    name: "usage",
    device: desktop,
    show: async (page) => {
      await open(page, "Usage")
      await page.getByRole("progressbar").or(page.locator("dialog svg, dialog table")).first().waitFor()
    },
  },
  { name: "settings", device: desktop, show: (page) => open(page, "Settings") },
  {
    name: "arabic",
    device: { ...desktop, locale: "ar" },
    newcomer: true,
    show: async (page) => page.locator('html[lang="ar"] .welcome button').first().waitFor(),
  },
  {
    name: "sign-in",
    device: desktop,
    scripted: (api) => {
      api.signIn = { issuer: "https://id.example.com", clientId: "parley", scope: "openid", anonymous: false }
    },
    show: (page) => page.getByRole("button", { name: "Sign in" }).waitFor(),
  },
  {
    name: "error",
    device: desktop,
    scripted: (api) => {
      api.models = [model]
      api.answer = async function* () {
        yield "Warm air rises and cools. Where it cools below its dew point, the vapour in it"
        throw new FakeFailure(502, "model.failed")
      }
    },
    show: async (page) => {
      await ask(page, "Why do clouds form?")
      await page.getByRole("button", { name: "Ask again" }).waitFor()
    },
  },
  {
    name: "stopped",
    device: desktop,
    scripted: (api) => {
      api.models = [model]
      api.seed("cnv_a", "Why do clouds form?", [["Why do clouds form?", "Warm air rises and cools. Where it cools below its"]])
      Object.assign(api.turns[0] ?? {}, { status: "stopped" })
    },
    path: () => "/c/cnv_a",
    show: (page) => page.locator(".answer .notice").waitFor(),
  },
  {
    name: "failed",
    device: desktop,
    scripted: (api) => {
      api.models = [model]
      api.answer = async function* () {
        yield* []
        throw new FakeFailure(503, "model.throttled", { retryAfter: 5 })
      }
    },
    show: async (page) => {
      await ask(page, "Why do clouds form?")
      await page.locator(".answer .notice").waitFor()
    },
  },
  {
    name: "offline",
    device: desktop,
    scripted: (api) => {
      api.models = [model]
      api.seed("cnv_a", "Why do clouds form?", [["Why do clouds form?", "Warm air rises and cools until its vapour turns into drops."]])
    },
    path: () => "/c/cnv_a",
    show: async (page) => {
      await page.locator(".answer .markdown").waitFor()
      await page.context().setOffline(true)
      await ask(page, "And rain?")
      await page.getByRole("button", { name: "Retry" }).waitFor()
    },
  },
  {
    name: "gone",
    device: phone,
    path: () => "/c/cnv_gone",
    show: (page) => page.getByRole("heading", { name: "Chat not found." }).waitFor(),
  },
]

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click()
  await page.getByRole("dialog").waitFor()
}

async function ask(page: Page, question: string): Promise<void> {
  const composer = page.getByRole("textbox").last()
  await composer.fill(question)
  await composer.press("Enter")
}
