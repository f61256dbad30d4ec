// Accents, Hebrew and Arabic vowel points. Vowel signs of Indic scripts and the sound marks of kana make other letters, so they stay.
const accents = /[[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}]]--[\u{3099}\u{309A}]]/gv
const ignorable = /\p{Default_Ignorable_Code_Point}/gu

/**
 * A text as search compares it: without case (also `ß` and `SS`, `İ` and `i`, final sigma), without accents, in one width, and without soft
 * hyphens and zero-width characters. Lower, upper, lower case approximates Unicode's full case folding (Unicode Standard §5.18).
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
    // Some capitals have a mark of their own.
    .normalize("NFKD")
    .replace(accents, "")
    .normalize("NFC")

// A letter with its marks, or a syllable of Hangul parts: folding does not look beyond it.
const clusters = /[\u1100-\u11FF]+|\P{M}\p{M}*|\p{M}+/gu

/** Where a folded word begins in a text that is not folded, in UTF-16 code units; -1 if it does not occur. No folded word holds white space. */
export function placeOf(text: string, word: string): number {
  for (const { 0: token, index } of text.matchAll(/\S+/g)) {
    if (fold(token).includes(word)) return index + placeInToken(token, word)
  }
  return -1
}

function placeInToken(token: string, word: string): number {
  const places: number[] = []
  let folded = ""
  for (const { 0: cluster, index } of token.matchAll(clusters)) {
    const piece = fold(cluster)
    for (let i = 0; i < piece.length; i++) places.push(index)
    folded += piece
  }
  return places[folded.indexOf(word)] ?? 0
}
