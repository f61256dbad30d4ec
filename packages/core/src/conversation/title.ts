import { withoutDirectionControls, withoutInvisibleStart } from "../visible-text.ts"

const maxLength = 60

/** A conversation's title: the start of its first message, cut between words, and never inside a character. In UTF-16 code units, at most 60. */
export function titleFrom(text: string): string {
  const line = plainTitle(text)
  if (line.length <= maxLength) return line
  const space = line.lastIndexOf(" ", maxLength - 1)
  return `${line.slice(0, space > maxLength / 2 ? space : lastBoundary(line))}…`
}

/** A text as one line without control characters, direction controls and an invisible start. */
export const plainTitle = (text: string): string =>
  withoutInvisibleStart(withoutDirectionControls(text).replace(/[\s\p{Cc}]+/gu, " ")).trimEnd()

// A letter or digit on either side: there a text can be cut. Hangul parts and two Thai and Lao vowels belong to the letter before them.
const cleanCut = /^(?:(?![\u1100-\u11FF\u0E33\u0EB3])[\p{L}\p{N}]){2}$/u

function lastBoundary(line: string): number {
  if (cleanCut.test(line.slice(maxLength - 1, maxLength + 1))) return maxLength
  let end = 0
  // Made when it is needed: the first segmenter of a process loads its tables, 20 to 50 ms of a cold start.
  for (const { index } of new Intl.Segmenter("en").segment(line.slice(0, 2 * maxLength))) {
    if (index > maxLength) break
    end = index
  }
  if (end > 0) return end
  // One character that is longer than a title.
  return /[\uD800-\uDBFF]/.test(line.charAt(maxLength - 1)) ? maxLength - 1 : maxLength
}
