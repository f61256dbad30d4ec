import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { Responder } from "../responder.ts"
import { composeAnswer } from "./docs-answer.ts"
import { DocsIndex } from "./docs-index.ts"
import { readSections } from "./docs-section.ts"

const repository = fileURLToPath(new URL("../../../../../", import.meta.url))

/**
 * The responder that needs nothing: it answers from the Markdown files below `root` (this repository's unless given), word by word at
 * `wordsPerSecond`. The files are read at the first question.
 */
export function docsResponder({ root = repository, wordsPerSecond = 50 }: { root?: string; wordsPerSecond?: number } = {}): Responder {
  let index: Promise<DocsIndex> | undefined
  return {
    countsTokens: false,
    async *answer({ messages, signal }) {
      index ??= readSections(root).then((sections) => new DocsIndex(sections))
      const words = composeAnswer(await index, messages).match(/\s*\S+/g) ?? []
      for (const word of words) {
        if (Number.isFinite(wordsPerSecond)) await delay(1_000 / wordsPerSecond, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
        yield word
      }
    },
  }
}
