import type { Lexer, Token } from "marked"

/** Text that is shown as source, with its line breaks: raw HTML, and text beyond a bound. */
export type SourceToken = { type: "source"; raw: string }
/** A formula in TeX with its delimiters. */
export type FormulaToken = { type: "formula"; raw: string; display: boolean }
export type ReferenceToken = { type: "reference"; raw: string; label: string }
export type FootnoteToken = { type: "footnote"; raw: string; tag: string; label: string; href: string; title: string; tokens: Token[] }
/** An element that an answer may contain, without attributes. */
export type TagToken = { type: "tag"; raw: string; name: TagName; tokens: Token[] }
export type DetailsToken = { type: "details"; raw: string; open: boolean; summary: Token[]; tokens: Token[] }
export type TagName = "sub" | "sup" | "kbd" | "mark" | "u"

export type OwnToken = SourceToken | FormulaToken | ReferenceToken | FootnoteToken | TagToken | DetailsToken

/** A link definition in use. An unused one is shown as text, because lines of a log may look like one. */
export type UsableDefinition = { used?: boolean }

/** The lexer as the tokenizer's rules use it. */
export type RuleLexer = Lexer & {
  growing: boolean
  hasDeepLine: boolean
  /** The position in a text at which a formula interrupts a paragraph. */
  formulaStart(src: string): number | undefined
  /** The emphasis that begins at a position of the current text, with its text and tokens. */
  emphasisAt(at: number, masked: string): { raw: string; text: string; width: number; tokens: Token[] } | undefined
}
