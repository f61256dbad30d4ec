import { signal } from "@preact/signals"
import type { ComponentChildren } from "preact"
import { importPart } from "../import-part.ts"
import type { BlockParser, Lex } from "./blocks.ts"
import type { ParsedProps } from "./parsed.tsx"

/** Parses complete or growing Markdown (GFM) into tokens, and renders them. */
export const lexer = signal<{ lex: Lex; createParser(): BlockParser; Parsed(props: ParsedProps): ComponentChildren } | undefined>()

/** Loads the lexer on first use. A call after a failure tries again. */
export async function loadLexer(): Promise<void> {
  if (lexer.value) return
  try {
    lexer.value = await importPart(() => import("./parsing.ts"))
  } catch {
    // Offline, for example. Answers stay readable as plain text.
  }
}
