import { hasVisibleText, withoutDirectionControls } from "@parley/core/visible-text.ts"
import { locale } from "./format.ts"
import { directionOf, languageFor } from "./languages.ts"
import { t } from "./t.ts"

/** A conversation's title as the page shows it: named where it shows nothing, and unable to turn around the text beside it. */
export function titleOf({ title }: { title: string }): string {
  const shown = withoutDirectionControls(title)
  return hasVisibleText(shown) ? shown : t.untitled
}

// Hebrew, Arabic and the other scripts that are written from right to left (Unicode 16, Bidi_Class R and AL).
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/**
 * A title or a name for a sentence of the page, in isolates where it may run against the sentence (UAX #9, FSI and PDI): its marks and
 * numbers stay its own, and the sentence keeps its order.
 */
export function isolated(words: string): string {
  const clean = withoutDirectionControls(words)
  const meets = rightToLeft.test(clean) || directionOf(languageFor([locale.value])) === "rtl"
  return meets ? `\u2068${clean}\u2069` : clean
}
