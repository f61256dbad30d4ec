// The Markdown parser and renderer. Loaded separately: the page accepts input before it arrives.
import { type BlockParser, createBlockParser, type Lex } from "./blocks.ts"
import { AnswerLexer } from "./syntax/lexer.ts"

export const lex: Lex = (text, links, growing = false) => {
  const lexer = new AnswerLexer(growing)
  Object.assign(lexer.tokens.links, links)
  return lexer.lex(text)
}

export const createParser = (): BlockParser => createBlockParser(lex)

export { Parsed } from "./parsed.tsx"
