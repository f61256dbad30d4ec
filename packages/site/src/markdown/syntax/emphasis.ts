/** The index after the closing delimiters of an emphasis, and how many delimiters there are at each side. */
export type Span = { width: 1 | 2; end: number }

/** A delimiter run; `left` of its delimiters, from `at` on, are unused. The first ones close emphasis, the last ones open it. */
type Run = { char: string; at: number; full: number; left: number; canOpen: boolean; canClose: boolean }

const delimiters = /\*+|_+|~+/g
const space = /^$|\s/
const punctuation = /(?!~)[\p{P}\p{S}]/u
// Scripts without spaces between words. Next to their characters, punctuation does not mark a word boundary.
const cjk = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\u3000-\u303f\uff00-\uffef]/u
const word = /[\p{L}\p{N}]/u

/**
 * Emphasis, strong emphasis and strikethrough (two tildes) of a running text, by the place where each begins: the delimiter algorithm of
 * CommonMark 0.31 (appendix, "process emphasis"), which looks at each delimiter a bounded number of times. Links, code and escapes must be
 * masked by letters. Unlike CommonMark, Chinese, Japanese and Korean characters count as a word boundary beside punctuation.
 */
export function emphasisOf(masked: string): ReadonlyMap<number, Span> {
  const spans = new Map<number, Span>()
  const open: Run[] = []
  // The positions in `open` below which a delimiter of the kind has no match.
  const bottoms = new Map<string, number>()
  for (const run of runsOf(masked)) {
    if (run.canClose) close(run, open, bottoms, spans)
    if (run.canOpen && run.left > 0) open.push(run)
  }
  return spans
}

function close(closer: Run, open: Run[], bottoms: Map<string, number>, spans: Map<number, Span>): void {
  const kind = `${closer.char}${closer.canOpen}${closer.full % 3}`
  while (closer.left > 0) {
    const bottom = bottoms.get(kind) ?? 0
    let at = open.length - 1
    while (at >= bottom && !isPair(open[at] as Run, closer)) at--
    const opener = open[at]
    if (!opener || at < bottom) {
      bottoms.set(kind, open.length)
      return
    }
    const width = opener.left >= 2 && closer.left >= 2 ? 2 : 1
    opener.left -= width
    closer.at += width
    closer.left -= width
    spans.set(opener.at + opener.left, { width, end: closer.at })
    open.length = opener.left > 0 ? at + 1 : at
    for (const [one, place] of bottoms) bottoms.set(one, Math.min(place, open.length))
  }
}

function isPair(opener: Run, closer: Run): boolean {
  if (opener.char !== closer.char) return false
  if (opener.char === "~") return opener.full === closer.full
  const isEither = opener.canClose || closer.canOpen
  return !(isEither && closer.full % 3 !== 0 && (opener.full + closer.full) % 3 === 0)
}

function* runsOf(masked: string): Generator<Run> {
  for (const {
    0: { length: full },
    index: at,
  } of masked.matchAll(delimiters)) {
    const char = masked[at] as string
    if (char === "~" && full !== 2) continue
    const before = characterBefore(masked, at)
    const after = characterAt(masked, at + full)
    const left = isFlanking(after, before)
    const right = isFlanking(before, after)
    // Inside a word an underscore is part of a name.
    const canOpen = char === "_" ? left && (!right || punctuation.test(before)) : left
    const canClose = char === "_" ? right && (!left || punctuation.test(after)) : right
    if ((canOpen || canClose) && !(char === "_" && word.test(before) && word.test(after)))
      yield { char, at, full, left: full, canOpen, canClose }
  }
}

/** The text at the inner side of a delimiter run decides whether it can open or close. */
function isFlanking(inner: string, outer: string): boolean {
  if (space.test(inner)) return false
  if (!punctuation.test(inner) || cjk.test(inner)) return true
  return space.test(outer) || punctuation.test(outer) || cjk.test(outer)
}

const characterAt = (text: string, at: number): string =>
  String.fromCodePoint(...[text.codePointAt(at)].filter((code) => code !== undefined))

function characterBefore(text: string, at: number): string {
  const last = text[at - 1] ?? ""
  return /[\udc00-\udfff]/.test(last) ? characterAt(text, at - 2) : last
}
