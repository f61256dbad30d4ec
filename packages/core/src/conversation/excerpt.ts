import { placeOf } from "./fold.ts"

const excerptCharacters = 160

/** The excerpt of a message around the first of some folded words: one line of plain text without Markdown. */
export function excerptOf(text: string, words: string[]): string {
  const word = words[0] ?? ""
  const plain = lineOf(withoutMarkdown(text))
  // The word may occur only in the address of a link, which the plain text lacks.
  const plainPlace = placeOf(plain, word)
  const line = plainPlace < 0 ? lineOf(text) : plain
  const at = Math.max(plainPlace < 0 ? placeOf(line, word) : plainPlace, 0)
  const start = wordStart(line, Math.max(at - excerptCharacters / 2, 0), at)
  const end = start + excerptCharacters < line.length ? wordEnd(line, start + excerptCharacters) : line.length
  const piece = line.slice(start, end).toWellFormed().replaceAll("\uFFFD", "").trim()
  return `${start > 0 ? "…" : ""}${piece}${end < line.length ? "…" : ""}`
}

const longWord = 30

// Cuts between words, unless a word is very long.
function wordStart(line: string, from: number, latest: number): number {
  const space = from === 0 ? -1 : line.indexOf(" ", from)
  return space >= 0 && space < Math.min(from + longWord, latest) ? space + 1 : from
}

function wordEnd(line: string, from: number): number {
  const space = line.lastIndexOf(" ", from)
  return space > from - longWord ? space : from
}

const lineOf = (text: string) => text.replace(/\s+/g, " ").trim()

// Removes only the common marks, in linear time.
function withoutMarkdown(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const row = line.trim()
      if (/^(```|~~~)/.test(row) || /^[-:| ]+$/.test(row)) return ""
      const unmarked = row.replace(/^(?:#{1,6}|[-*+>]|\d{1,9}[.)])\s+/, "")
      return unmarked.startsWith("|") ? unmarked.replaceAll("|", " ") : unmarked
    })
    .join("\n")
    .replace(/!?\[([^\][]{1,500})\]\([^()\s]{1,2000}\)/g, "$1")
    .replace(/\*\*|__|`+/g, "")
    .replace(/(?<![\p{L}\p{N}*_])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\p{L}\p{N}*_])/gu, "")
}
