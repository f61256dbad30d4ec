import { signal } from "@preact/signals"
import type { Links, Token } from "marked"

/** `links` are those that an earlier text defined. */
export type Lex = (text: string, links: Links) => Token[]

/** Splits Markdown (GFM) into tokens. Fetched apart from the page's script, which is ready to type into without it. */
export const lexer = signal<Lex | undefined>()

/** Fetches the lexer if it is not here yet. Called again after a failure, it tries again. */
export async function loadLexer(): Promise<void> {
  if (lexer.value) return
  try {
    const { Lexer } = await import("marked")
    lexer.value = (text, links) => {
      const lexer = new Lexer()
      Object.assign(lexer.tokens.links, links)
      return lexer.lex(text)
    }
  } catch {
    // Offline, say. Answers stay readable as plain text.
  }
}
