import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type Deployment, startDeployment, type Versions } from "@parley/testing/earlier/deployment.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import type { ConsoleMessage, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest"
import { createGate } from "./gate.ts"
import { newPage } from "./page-pool.ts"
import { answersOf, ask, eventually, openUrl, type WatchedPage } from "./pages.ts"

/** Builds both pages and bundles the functions of both versions: 20 seconds, and longer on a busy machine. */
const startTimeoutMs = 300_000

/** What the browser logs of connections that the test has cut, and of refusals, which are counted apart. */
const expectedLog = /net::ERR_(EMPTY_RESPONSE|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING)|the server responded with a status of/

/**
 * The page and the functions of this version and of the one before, at one address and on one table, with a model that the test scripts. At the end
 * of each test, no page may have raised or logged an error, and the functions may have refused nothing.
 */
export function useDeployment() {
  let bedrock: FaultBedrock
  let deployment: Deployment
  let opened: WatchedPage[] = []
  let complaints: string[] = []
  beforeAll(async () => {
    bedrock = await startFaultBedrock()
    deployment = await startDeployment(bedrock.url)
  }, startTimeoutMs)
  beforeEach(() => {
    bedrock.reset()
    deployment.asked = []
    opened = []
    complaints = []
  })
  afterEach(async () => {
    for (const { page } of opened) complaints.push(...(await page.locator(".notification").allInnerTexts()))
    await opened[0]?.close()
    expect([...opened.flatMap((watched) => watched.complaints), ...complaints, ...takeRefused()]).toEqual([])
  })
  afterAll(async () => {
    await deployment?.stop()
    await bedrock?.close()
  })

  const takeRefused = () => {
    const refused = deployment.asked.filter((asked) => / [45]\d\d$/.test(asked))
    deployment.asked = deployment.asked.filter((asked) => !refused.includes(asked))
    return refused
  }
  const watch = async (page: Page, url: string): Promise<Page> => {
    page.on("console", (message: ConsoleMessage) => {
      if (message.type() === "error" && !expectedLog.test(message.text())) complaints.push(`console: ${message.text()}`)
    })
    opened.push(await openUrl(page, url))
    return page
  }
  /** The model's next answers, each at once. */
  const answers = (...texts: string[]) => bedrock.script(...texts.map((text) => ({ deltas: [text] })))
  const posts = () => deployment.asked.filter((asked) => asked.startsWith("POST /api/chat "))
  return {
    get bedrock() {
      return bedrock
    },
    get deployment() {
      return deployment
    },
    /** The requests of this test that began, joined or replayed a turn. */
    posts,
    /** The requests of this test that the functions refused; at its end there may be no others. */
    takeRefused,
    /** Opens the page as a new visitor. */
    visit: async (versions: Versions): Promise<Page> => {
      deployment.deploy(versions)
      return watch(await newPage(await sharedBrowser()), deployment.url)
    },
    /** Opens a conversation in another tab of the same visitor. */
    open: async (page: Page, versions: Versions): Promise<Page> => {
      deployment.deploy(versions)
      return watch(await page.context().newPage(), page.url())
    },
    answers,
    /** The model's next answer, which stops before its delta of the index until it is let go. */
    heldAnswer: (deltas: string[], held = deltas.length - 1): (() => void) => {
      const gate = createGate()
      bedrock.script({ deltas, beforeDelta: (index) => (index === held ? gate.opened : undefined) })
      return gate.open
    },
    /** The texts of the messages that reached the model with the last call. */
    prompt: () => bedrock.calls.at(-1)?.body.messages.map(({ content }) => content.map(({ text }) => text).join("")),
    say: async (page: Page, question: string, answer: string) => {
      const shown = await answersOf(page)
      answers(answer)
      await ask(page, question)
      await shows(page, ...shown, answer)
    },
    regenerate: async (page: Page, answer: string) => {
      const shown = await answersOf(page)
      answers(answer)
      await press(page, "Regenerate")
      await shows(page, ...shown.slice(0, -1), answer)
    },
    editLast: async (page: Page, question: string, answer: string) => {
      const shown = await answersOf(page)
      answers(answer)
      await press(page, "Edit message")
      await page.getByRole("textbox", { name: "Edit your message" }).fill(question)
      await page.keyboard.press("Enter")
      await shows(page, ...shown.slice(0, -1), answer)
    },
    continueLast: async (page: Page, answer: string) => {
      const shown = await answersOf(page)
      answers(answer)
      await press(page, "Continue")
      await shows(page, ...shown, answer)
    },
    /** Breaks the connection of a running answer, which the page joins again. */
    cut: async () => {
      const { length } = posts()
      deployment.cut()
      await eventually(() => posts().length).toBe(length + 1)
    },
  }
}

/** Presses the last button of a name. */
export const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).last().click()

/** Until the shown answers are these, and all of them have ended. */
export async function shows(page: Page, ...answers: string[]): Promise<void> {
  await eventually(() => answersOf(page)).toEqual(answers)
  await eventually(() => page.getByRole("button", { name: "Copy answer", exact: true }).count()).toBe(answers.length)
}
