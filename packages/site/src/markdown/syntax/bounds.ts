/*
 * The cost bounds of a text. A model, or a document that it repeats, controls the answer. Each bound applies before the work
 * grows, for a finished and for a growing text. Text beyond a bound is shown as source.
 */

/** Nesting of quotes, lists and details. */
export const maxNesting = 30
/** Nesting of emphasis and links. */
export const maxInlineNesting = 12
/** Quote and item markers at the start of one line. Larger than `maxNesting`, which cuts parsed tokens. */
const maxMarkersOfLine = 40
export const maxTableColumns = 50
/** Columns of the header times the number of rows, even if rows have fewer cells. */
export const maxTableCells = 5_000
/** Nesting of tags, such as `<sup>` in `<sub>`. */
export const maxTagNesting = 8
/** Characters of a link, a tag or a footnote: longer ones are text. */
export const maxInlineCharacters = 4_000
/** Characters of an underlined (setext) heading. */
export const maxHeadingCharacters = 600
export const maxAddressCharacters = 2_000
export const maxFormulaCharacters = 4_000
/** Unsuccessful starts of a formula, after which no formula is recognized in the text. */
export const maxFailedFormulas = 100
/** Characters of one line, and of all lines, that are highlighted. */
export const maxCodeLine = 500
export const maxCodeCharacters = 20_000

const marker = "[ \\t]{0,4}(?:>|[*+-][ \\t]|\\d{1,9}[.)][ \\t])"
const deepLine = new RegExp(`^(?![ \\t]*([-*_])(?:[ \\t]*\\1)*[ \\t]*$)(?:${marker}){${maxMarkersOfLine}}`, "m")

/** The start of the first line with more markers than the bound; -1 if there is none. A thematic break (`- - -`) does not count. */
export const deepLineOf = (text: string): number => text.search(deepLine)

/** Lazy continuation lines of a quote: each makes the lexer read the quote again. */
const maxLazyLines = 100
const beforeLazyLine = /^ {0,3}>[^\n]*\n(?! {0,3}>|[ \t]*(?:\n|$))/gm

/** A quote at the start of a text, up to the maximum number of lazy continuation lines. */
export function withFewLazyLines(text: string): string {
  const blank = text.search(/\n[ \t]*\n/)
  const quote = blank < 0 ? text : text.slice(0, blank)
  let count = 0
  for (const line of quote.matchAll(beforeLazyLine)) if (++count > maxLazyLines) return text.slice(0, line.index + line[0].length)
  return text
}

/** A rule limited to the start of a text. Its match must end with a delimiter, such as a closing bracket. */
export function within(rule: RegExp, characters: number): RegExp {
  return ruleOf(rule, (text) => text.slice(0, characters))
}

/** A rule limited to whole lines at the start of a text. */
export function withinLines(rule: RegExp, characters: number): RegExp {
  return ruleOf(rule, (text) => (text.length <= characters ? text : text.slice(0, text.lastIndexOf("\n", characters - 1) + 1)))
}

function ruleOf(rule: RegExp, cut: (text: string) => string): RegExp {
  const exec = (text: string) => rule.exec(cut(text))
  // The lexer calls these two only.
  return { exec, test: (text: string) => exec(text) !== null, source: rule.source } as unknown as RegExp
}
