// Accents, Hebrew and Arabic vowel points. Vowel signs of Indic scripts and the sound marks of kana distinguish letters, so they stay.
const accents = /[[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}]]--[\u{3099}\u{309A}]]/gv
const ignorable = /\p{Default_Ignorable_Code_Point}/gu

/**
 * The form in which search compares texts: without case (also `ß` and `SS`, `İ` and `i`, final sigma), accents, soft hyphens, zero-width characters
 * and differences of width. Lower, upper, lower case approximates Unicode's full case folding (Unicode Standard §5.18).
 */
export const fold = (text: string): string => (isAscii.test(text) ? text.toLowerCase() : foldAll(text))

const isAscii = /^[ -~\s]*$/
const foldAll = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(ignorable, "")
    .replace(accents, "")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ")
    // Some capitals fold to a letter with a mark.
    .normalize("NFKD")
    .replace(accents, "")
    .normalize("NFC")

// A letter with its marks, or a syllable with Hangul parts: folding never combines characters of two clusters.
const cluster = String.raw`[\uAC00-\uD7A3]?[\u1100-\u11FF\u3131-\u318E\uFFA0-\uFFDC]+\p{M}*|\P{M}\p{M}*|\p{M}+`
const clusters = new RegExp(cluster, "gu")
// A call of folding costs more than its letters: clusters are folded one by one only near the start of the word.
const stretches = new RegExp(`(?:${cluster}){1,512}`, "gu")

/** The index of a folded word in a text that is not folded, in UTF-16 code units; -1 if it does not occur. A folded word contains no white space. */
export function placeOf(text: string, word: string): number {
  const place = fold(text).indexOf(word)
  if (place < 0) return -1
  const stretch = pieceAt(text, stretches, place)
  return stretch.index + pieceAt(stretch.text, clusters, place - stretch.foldedIndex).index
}

type Piece = {
  text: string /** Where it begins in the text. */
  index: number /** Where it begins in the folded text. */
  foldedIndex: number
}

/** The piece of a text whose folded form contains an index of the folded text; the last piece if none does. */
function pieceAt(text: string, pieces: RegExp, place: number): Piece {
  let piece: Piece = { text: "", index: 0, foldedIndex: 0 }
  let foldedIndex = 0
  for (const { 0: part, index } of text.matchAll(pieces)) {
    piece = { text: part, index, foldedIndex }
    foldedIndex += fold(part).length
    if (foldedIndex > place) break
  }
  return piece
}
