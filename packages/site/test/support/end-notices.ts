import { ask } from "./pages.ts"
import type { useSite } from "./site-page.ts"

/** The words of a notice, and its buttons. */
export type Notice = [words: string, steps: string[]]
type Site = ReturnType<typeof useSite>

/** The notice below the last answer with its buttons, once there is the given number of answers. */
async function lastNotice(site: Site, count = 1): Promise<Notice> {
  const last = site.page
    .locator(".turn")
    .nth(count - 1)
    .locator(".answer .notice")
  await last.waitFor()
  return [(await last.locator("p").allInnerTexts()).join(), await last.getByRole("button").allInnerTexts()]
}

/** Opens stored conversations one by one from the list, and reads the notice of each. */
export async function storedNotices(site: Site, titles: string[]): Promise<Record<string, Notice>> {
  const page = await site.visit()
  const said: Record<string, Notice> = {}
  for (const title of titles) {
    await page.locator("#sidebar").getByRole("link", { name: title, exact: true }).click()
    await page.locator(".question").getByText(`Ask ${title}`, { exact: true }).waitFor()
    said[title] = await lastNotice(site)
  }
  return said
}

/** Sends messages one by one in one conversation, and reads the notice of each answer when it ends. */
export async function liveNotices(site: Site, questions: string[]): Promise<Record<string, Notice>> {
  const page = await site.visit()
  const said: Record<string, Notice> = {}
  for (const [index, question] of questions.entries()) {
    await ask(page, question)
    said[question] = await lastNotice(site, index + 1)
  }
  return said
}
