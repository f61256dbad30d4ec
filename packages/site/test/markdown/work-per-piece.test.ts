import { fileURLToPath } from "node:url"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { build } from "esbuild"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

let page: Page
beforeAll(async () => {
  const browser = await sharedBrowser()
  page = await browser.newPage()
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve("../support/growing-answer.ts"))],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
  })
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" })
})
afterAll(() => page?.close())

const comparedFor = (text: string): Promise<number> => page.evaluate(`comparedFor(${JSON.stringify(text)}, " word")`)

test.each([
  ["blocks", (index: number) => `A paragraph about part ${index}.\n\n`],
  ["items", (index: number) => `- Item ${index} of a list\n`],
  ["lines of code", (index: number) => (index ? `const value${index} = compute(${index}, "some text")\n` : "```ts\n")],
])("a delta of an answer with many %s is compared with few earlier elements", async (_, line) => {
  const answer = (count: number) => Array.from({ length: count }, (_, index) => line(index)).join("")
  const [short, long] = [await comparedFor(answer(60)), await comparedFor(answer(1_020))]
  // One for each group of 32, and no more.
  expect(long - short).toBeLessThanOrEqual((1_020 - 60) / 32 + 2)
})
