import { signal } from "@preact/signals"
import type { Links, Token } from "marked"
import type { BlockParser } from "./blocks.ts"

/** `links` are those that an earlier text defined. */
export type Lex = (text: string, links: Links) => Token[]

/** Splits Markdown (GFM) into tokens, whole or as it grows. */
export const lexer = signal<{ lex: Lex; createParser(): BlockParser } | undefined>()

/** Fetches the lexer if it is not here yet. Called again after a failure, it tries again. */
export async function loadLexer(): Promise<void> {
  if (lexer.value) return
  try {
    lexer.value = await import("./parsing.ts")
  } catch {
    // Offline, say. Answers stay readable as plain text.
  }
}
