import { signal } from "@preact/signals"
import type { ComponentChildren } from "preact"
import type { BlockParser, Lex } from "./blocks.ts"
import type { ParsedProps } from "./parsed.tsx"

/** Splits Markdown (GFM) into tokens, whole or as it grows, and shows them. */
export const lexer = signal<{ lex: Lex; createParser(): BlockParser; Parsed(props: ParsedProps): ComponentChildren } | undefined>()

/** Fetches the lexer if it is not here yet. Called again after a failure, it tries again. */
export async function loadLexer(): Promise<void> {
  if (lexer.value) return
  try {
    lexer.value = await import("./parsing.ts")
  } catch {
    // Offline, say. Answers stay readable as plain text.
  }
}
