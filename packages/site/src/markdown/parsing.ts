// What turns Markdown into tokens. Fetched apart from the page's script, which is ready to type into without it.
import { Lexer } from "marked"
import { type BlockParser, createBlockParser } from "./blocks.ts"
import type { Lex } from "./lexer.ts"

export const lex: Lex = (text, links) => {
  const lexer = new Lexer()
  Object.assign(lexer.tokens.links, links)
  return lexer.lex(text)
}

export const createParser = (): BlockParser => createBlockParser(lex)
