import { maxFormulaCharacters } from "./bounds.ts"
import type { FormulaToken } from "./tokens.ts"

// No blank line inside, and none of the closing delimiter.
const content = (end: string) => `((?:(?!\\n[ \\t]*\\n|${end})[\\s\\S]){1,${maxFormulaCharacters}}?)`
const lineEnd = "[ \\t]*(?:\\n|$)"
const blockForms = [
  new RegExp(`^ {0,3}\\$\\$(?!\\$)${content("\\$\\$")}\\$\\$${lineEnd}`),
  new RegExp(`^ {0,3}\\\\\\[${content("\\\\\\]")}\\\\\\]${lineEnd}`),
  new RegExp(`^ {0,3}\\\\begin\\{([a-zA-Z]{1,30}\\*?)\\}${content("\\\\end\\{\\1\\}")}\\\\end\\{\\1\\}${lineEnd}`),
]
// A delimiter alone on its line always begins a formula. While the text grows any delimiter does: it is never parsed as a list or heading.
const untilBlankLine = `(?:(?!\\n[ \\t]*\\n)[\\s\\S]){0,${maxFormulaCharacters}}?(?=\\n[ \\t]*\\n|$)`
const openForm = new RegExp(`^ {0,3}(?:\\$\\$|\\\\\\[)[ \\t]*\\n${untilBlankLine}`)
const growingForm = new RegExp(`^ {0,3}(?:\\$\\$(?![^\\n]*\\$\\$)|\\\\\\[(?=\\s)(?![^\\n]*\\\\\\])|\\\\begin\\{)${untilBlankLine}`)
const opening = /(?:^|\n) {0,3}(?:(?:\$\$|\\\[)[ \t]*(?:\n|$)|\\begin\{[a-zA-Z]{1,30}\*?\})/
const blankLine = /\n[ \t]*\n/

export const beginsLikeBlockFormula = /^ {0,3}(?:\$\$|\\\[|\\begin\{)/

/** A display formula: `$$…$$`, `\[…\]` or an environment. */
export function blockFormula(text: string, growing: boolean): FormulaToken | undefined {
  for (const form of [...blockForms, growing ? growingForm : openForm, openForm]) {
    const raw = form.exec(text)?.[0]
    if (raw?.replace(/[\s$\\[\]]/g, "")) return { type: "formula", raw: raw.replace(/\n+$/, ""), display: true }
  }
  return undefined
}

/** The position in a paragraph at which a display formula begins. */
export function blockFormulaStart(text: string): number | undefined {
  const found = opening.exec(text)
  if (!found) return undefined
  const start = found.index + (found[0].startsWith("\n") ? 1 : 0)
  const end = text.search(blankLine)
  return end >= 0 && end < start ? undefined : start
}

const inParentheses = /^\\\(((?:\\(?!\))|[^\\\n]|\n(?!\s*\n)){1,2000}?)\\\)/
const inBrackets = /^\\\[((?:\\(?!\])|[^\\\n]|\n(?!\s*\n)){1,2000}?)\\\]/
const inDoubleDollars = /^\$\$(?!\$)((?:\\[\s\S]|[^\\$\n]|\n(?!\s*\n)){1,2000}?)\$\$(?!\$)/
// On one line, no space inside the dollars, no letter or digit after them.
const inDollars = /^\$(?![\s$])((?:\\[^\n]|[^\\$\n`]){1,300}?)(?<!\s)\$(?![\p{L}\p{N}$])/u

/** A formula in running text. `before` is the character before it: a dollar inside a word begins none. */
export function inlineFormula(text: string, before: string): FormulaToken | undefined {
  if (text[0] === "\\") {
    const found = inParentheses.exec(text) ?? escapedBrackets(text)
    return found?.[1]?.trim() ? { type: "formula", raw: found[0], display: text[1] === "[" } : undefined
  }
  if (text[0] !== "$") return undefined
  const double = inDoubleDollars.exec(text)
  if (double?.[1]?.trim()) return { type: "formula", raw: double[0], display: true }
  if (text[1] === "$" || /[\p{L}\p{N}$\\_]/u.test(before)) return undefined
  const single = inDollars.exec(text)
  return single?.[1] && isFormula(single[1]) ? { type: "formula", raw: single[0], display: false } : undefined
}

// `\[1\]` and `\[text\](address)` are brackets that were escaped on purpose.
function escapedBrackets(text: string): RegExpExecArray | undefined {
  const found = inBrackets.exec(text)
  if (!found || !/\\[a-zA-Z]|[\^_=+<>|]|^\s*\p{L}\s*$/u.test(found[1] ?? "")) return undefined
  return /^[([]/.test(text.slice(found[0].length)) ? undefined : found
}

const isPrice = /^[\d.,]+(?:\s|[kKmMbB]?(?:\s*[-–—/]\s*|\s+\p{L}))/u
const isVariable = /^[A-Z_][A-Z0-9_]{2,}\b/
const isShell = /^\{[A-Za-z_]\w*\}|^\([a-z]/
const twoWords = /\p{L}{3,}\s+\p{L}{3,}/u
const textCommand = /\\(?:text|mathrm|operatorname|mbox|textbf|textit)\*?\{[^}]*\}/g

/** Whether the text between two dollar signs is a formula, not prices, shell variables or a sentence. */
function isFormula(content: string): boolean {
  if (isPrice.test(content)) return false
  if (isVariable.test(content) && !/[\\^{}=]/.test(content)) return false
  if (isShell.test(content) && !/[\\^]/.test(content)) return false
  return !twoWords.test(content.replace(textCommand, "")) || /[\\^_=]/.test(content)
}

/** Masks formulas with letters, so that delimiters in them are ignored. `masked` is `text` with code and links already masked. */
export function withoutFormulas(text: string, masked: string): string {
  if (!/\$|\\[([]/.test(text)) return masked
  let result = ""
  let last = 0
  for (let at = 0; at < text.length; at++) {
    const isOpen = text[at] === "$" ? masked[at] === "$" : text[at] === "\\" && masked.startsWith("++", at)
    const formula = isOpen && inlineFormula(text.slice(at, at + maxFormulaCharacters), text[at - 1] ?? "")
    if (!formula) continue
    result += masked.slice(last, at) + "a".repeat(formula.raw.length)
    last = at + formula.raw.length
    at = last - 1
  }
  return result + masked.slice(last)
}
