import { fileURLToPath } from "node:url"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { build } from "esbuild"
import { expect, test } from "vitest"

test("an answer whose rendering fails is shown as plain text, and the others are unaffected", async () => {
  const browser = await sharedBrowser()
  const page = await browser.newPage()
  try {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(import.meta.resolve("../support/failing-answer.ts"))],
      bundle: true,
      write: false,
      format: "iife",
      jsx: "automatic",
      jsxImportSource: "preact",
    })
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" })
    expect(await page.evaluate('shownTogether(["**one**", "**bad**", "**three**"], "bad")')).toEqual([
      '<div class="markdown"><div class="part"><p><strong>one</strong></p></div></div>',
      '<div class="markdown"><p class="plain">**bad**</p></div>',
      '<div class="markdown"><div class="part"><p><strong>three</strong></p></div></div>',
    ])
  } finally {
    await page.close()
  }
})
