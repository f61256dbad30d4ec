import type { FakeApi } from "@parley/testing/site/fake-api.ts"
import type { BrowserContextOptions, Page } from "playwright-core"
import { type State, states } from "../tools/gallery/states.ts"

/** One picture of the page. */
export type View = {
  /** The name of the file, without its extension. */
  name: string
  device: BrowserContextOptions
  /** Scripts an API for states that the local stage cannot produce. Without it the page uses the local stage. */
  scripted?: (api: FakeApi) => void
  /** The page's address. `conversations` belong to the returning visitor, if the view shows that visitor's page. */
  path?: (conversations: string[]) => string
  /** Shows the page to a new visitor. */
  newcomer?: true
  /** Brings the page into the state of the picture. */
  show: (page: Page) => Promise<void>
}

const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 }
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

/** The returning visitor's messages, one list per conversation. The last one is the newest. */
export const askedBefore: string[][] = [
  ["How long are conversations kept?"],
  ["What does it cost?"],
  ["Who can reach the local stage?"],
  ["What happens if I reload in mid-answer?", "How do I deploy to prod?"],
]

const newest = (conversations: string[]) => `/c/${conversations.at(-1)}`

/** Waits for the whole conversation and scrolls to the start of a turn. */
async function showTurn(page: Page, index: number): Promise<void> {
  await page.getByRole("button", { name: "Copy answer" }).last().waitFor()
  const top = (await page.locator(".turn").nth(index).boundingBox())?.y ?? 0
  await page.getByRole("region", { name: "Chat", exact: true }).evaluate((thread, top) => thread.scrollBy(0, top - 72), top)
  // The next frames draw the scroll and the button that leads to the end.
  await page.waitForTimeout(300)
}

/** Every view that `npm run screenshots` draws. */
export const views: View[] = [
  {
    name: "streaming",
    device: desktop,
    show: async (page) => {
      await ask(page, "What keeps the bill from running away?")
      await page.locator(".answer").getByText("is reserved in one transaction").waitFor()
    },
  },
  { name: "table", device: desktop, ...scripted(states.table), show: (page) => showTurn(page, 0) },
  {
    name: "code",
    device: { ...desktop, colorScheme: "dark" },
    ...scripted(states.table),
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
    ...scripted(states["sign-in"]),
    show: (page) => page.getByRole("button", { name: "Sign in" }).waitFor(),
  },
  {
    name: "error",
    device: desktop,
    ...scripted(states.error),
    show: (page) => page.getByRole("button", { name: "Ask again" }).waitFor(),
  },
  { name: "versions", device: desktop, ...scripted(states.versions), show: showVersions },
  { name: "versions-dark", device: { ...desktop, colorScheme: "dark" }, ...scripted(states.comparing), show: showVersions },
  { name: "versions-phone", device: phone, ...scripted(states.versions), show: showVersions },
  { name: "versions-arabic", device: { ...desktop, locale: "ar" }, ...scripted(states.comparing), show: showVersions },
  {
    name: "continue",
    device: desktop,
    ...scripted(states.cut),
    show: (page) => page.getByRole("button", { name: "Continue" }).waitFor(),
  },
  {
    name: "continued",
    device: phone,
    ...scripted(states.continued),
    show: (page) => page.getByText("Store only a hash").waitFor(),
  },
  { name: "stopped", device: desktop, ...scripted(states.stopped), show: (page) => page.locator(".answer .notice").waitFor() },
  { name: "failed", device: desktop, ...scripted(states.failed), show: (page) => page.locator(".answer .notice").waitFor() },
  {
    name: "offline",
    device: desktop,
    ...scripted(states.table),
    show: async (page) => {
      await page.locator(".answer .markdown").first().waitFor()
      await page.context().setOffline(true)
      await ask(page, "And for a mobile app?")
      await page.getByRole("button", { name: "Retry" }).waitFor()
    },
  },
  {
    name: "gone",
    device: phone,
    ...scripted(states.gone),
    show: (page) => page.getByRole("heading", { name: "Chat not found" }).waitFor(),
  },
]

async function showVersions(page: Page): Promise<void> {
  await page.locator(".answer .version-number").waitFor()
  await page.locator(".answer table").waitFor()
}

/** A view of one of the gallery's states. */
function scripted({ script, path }: State): Pick<View, "scripted" | "path"> {
  return { scripted: script, path: () => path }
}

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click()
  await page.getByRole("dialog").waitFor()
}

async function ask(page: Page, question: string): Promise<void> {
  const composer = page.getByRole("textbox").last()
  await composer.fill(question)
  await composer.press("Enter")
}
