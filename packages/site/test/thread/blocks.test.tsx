import { type Block, type BlockKind, blockSchemas } from "@parley/api/block.ts"
import { kinds } from "@parley/core/blocks/kinds.ts"
import { render } from "preact-render-to-string"
import { beforeAll, describe, expect, test } from "vitest"
import type { Content } from "../../src/api/types.ts"
import { loadLexer } from "../../src/markdown/lexer.ts"
import { ContentView } from "../../src/thread/blocks/content-view.tsx"
import { loadedRenderers, loadRenderers } from "../../src/thread/blocks/load-renderers.ts"
import { renderers } from "../../src/thread/blocks/renderers.ts"

/** A block of each kind, and what a reader must find in it. */
const examples: Record<BlockKind, [Block, string[]]> = {
  text: [{ text: "A **bold** claim" }, ["<strong>bold</strong>"]],
  image: [{ image: { fileId: "f", format: "png", width: 1_600, height: 900, name: "chart.png" } }, ["chart.png", "PNG", "1,600 × 900"]],
  document: [{ document: { fileId: "f", format: "pdf", name: "report.pdf", pages: 2, bytes: 9 } }, ["report.pdf", "PDF", "2 pages"]],
  reasoning: [{ reasoning: { text: "Let me think", milliseconds: 12_400 } }, ["Reasoning · 12 sec", "Let me think"]],
  toolUse: [
    { toolUse: { toolUseId: "t", name: "look", title: "Look up", input: { at: "<home>" }, status: "refused" } },
    ["Look up", "not allowed", "&lt;home>"],
  ],
  toolResult: [{ toolResult: { toolUseId: "t", content: [{ text: "**as is**" }], status: "error" } }, ["Tool error", "**as is**"]],
}
const html = (...content: Content) => render(<ContentView content={content} />)

beforeAll(async () => {
  await loadLexer()
  await loadRenderers()
})

describe("every kind of block", () => {
  test("has its parts: a schema, the functions of the server, a renderer and an example here", () => {
    const names = Object.keys(blockSchemas).toSorted()
    for (const parts of [kinds, renderers, examples]) expect(Object.keys(parts).toSorted()).toEqual(names)
  })

  test.each(Object.entries(examples))("%s is shown", (_name, [block, words]) => {
    const shown = html(block)
    for (const word of words) expect(shown).toContain(word)
  })
})

describe("blocks of a message", () => {
  test("of unknown kinds are one line each, in their place", () => {
    const later = { hologram: { secret: "x" } } as unknown as Block
    const shown = html({ text: "before" }, later, { unknown: { kind: "song" } }, { text: "after" })
    expect(shown).toMatch(/before.*can’t be shown.*can’t be shown.*after/s)
    expect(shown).not.toContain("secret")
  })

  test("are closed at first, and reasoning without text has nothing to open", () => {
    expect(html(examples.reasoning[0])).toMatch(/^<details class="block"><summary/)
    expect(html({ reasoning: { milliseconds: 40 } })).toBe('<div class="block-line">Reasoning · 1 sec</div>')
  })

  test("that are texts after each other are one text, as on the server", () => {
    expect(html({ text: "- a" }, { text: "- b" })).toBe(html({ text: "- a\n\n- b" }))
  })

  test("other than text are busy until their components are loaded, and can’t be shown if that failed", () => {
    loadedRenderers.value = undefined
    expect(html({ text: "now" }, examples.image[0])).toMatch(/now.*aria-busy/s)
    loadedRenderers.value = {}
    expect(html({ text: "now" }, examples.image[0])).toMatch(/now.*can’t be shown/s)
    loadedRenderers.value = renderers
  })

  test("with unexpected values of a newer server do not break the page", () => {
    const block = { toolUse: { toolUseId: "t", name: "look", input: null, status: "paused" } } as unknown as Block
    expect(html(block)).toContain("paused")
  })
})
