/*
 * What a text may cost. An answer is written by a model, or by a document that the model was asked to repeat: each bound holds before the work
 * grows, for a finished text and for one that is still being written. Beyond a bound the text is shown as it was written.
 */

/** Quotes, lists and details inside each other. */
export const maxNesting = 30
/** Emphasis and links inside each other. */
export const maxInlineNesting = 12
/** Markers of quotes and items at the start of one line. More than `maxNesting`, which cuts what the lexer has understood. */
const maxMarkersOfLine = 40
export const maxTableColumns = 50
/** Columns of the header times all rows, however few cells the rows have. */
export const maxTableCells = 5_000
/** Tags inside each other, such as `<sup>` in `<sub>`. */
export const maxTagNesting = 8
/** A link, a tag, a footnote: longer ones are text. */
export const maxInlineCharacters = 4_000
/** A heading that is underlined. */
export const maxHeadingCharacters = 600
export const maxAddressCharacters = 2_000
export const maxFormulaCharacters = 4_000
/** What begins like a formula and is none, before nothing is taken for a formula any more. */
export const maxFailedFormulas = 100
/** Characters of one line, and of all lines, that are coloured. */
export const maxCodeLine = 500
export const maxCodeCharacters = 20_000

const marker = "[ \\t]{0,4}(?:>|[*+-][ \\t]|\\d{1,9}[.)][ \\t])"
const deepLine = new RegExp(`^(?![ \\t]*([-*_])(?:[ \\t]*\\1)*[ \\t]*$)(?:${marker}){${maxMarkersOfLine}}`, "m")

/** The start of the first line that begins with more markers than anything is nested; -1 if there is none. A rule (`- - -`) is none. */
export const deepLineOf = (text: string): number => text.search(deepLine)

/** Lines that go on a quote without its mark, each of which makes the lexer read the quote again. */
const maxLazyLines = 100
const beforeLazyLine = /^ {0,3}>[^\n]*\n(?! {0,3}>|[ \t]*(?:\n|$))/gm

/** A quote at the start of a text, without what comes after too many lines that lack its mark. */
export function withFewLazyLines(text: string): string {
  const blank = text.search(/\n[ \t]*\n/)
  const quote = blank < 0 ? text : text.slice(0, blank)
  let count = 0
  for (const line of quote.matchAll(beforeLazyLine)) if (++count > maxLazyLines) return text.slice(0, line.index + line[0].length)
  return text
}

/** A rule that looks at the start of a text only. It must need something at the end of its match, as a closing bracket. */
export function within(rule: RegExp, characters: number): RegExp {
  return ruleOf(rule, (text) => text.slice(0, characters))
}

/** A rule that looks at whole lines at the start of a text only. */
export function withinLines(rule: RegExp, characters: number): RegExp {
  return ruleOf(rule, (text) => (text.length <= characters ? text : text.slice(0, text.lastIndexOf("\n", characters - 1) + 1)))
}

function ruleOf(rule: RegExp, cut: (text: string) => string): RegExp {
  const exec = (text: string) => rule.exec(cut(text))
  // The lexer calls these two only.
  return { exec, test: (text: string) => exec(text) !== null, source: rule.source } as unknown as RegExp
}
