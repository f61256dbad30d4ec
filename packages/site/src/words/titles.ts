import { hasVisibleText, withoutDirectionControls } from "@parley/core/visible-text.ts"
import { locale } from "./format.ts"
import { directionOf, languageFor } from "./languages.ts"
import { t } from "./t.ts"

/** A conversation's title as shown: with a placeholder if it is invisible, and without control characters that reorder adjacent text. */
export function titleOf({ title }: { title: string }): string {
  const shown = withoutDirectionControls(title)
  return hasVisibleText(shown) ? shown : t.untitled
}

// Hebrew, Arabic and the other right-to-left scripts (Unicode 16, Bidi_Class R and AL).
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/**
 * A title or a name for use in a sentence, isolated if its direction may differ (UAX #9, FSI and PDI), so that neither its punctuation
 * and numbers nor the sentence are reordered.
 */
export function isolated(words: string): string {
  const clean = withoutDirectionControls(words)
  const meets = rightToLeft.test(clean) || directionOf(languageFor([locale.value])) === "rtl"
  return meets ? `\u2068${clean}\u2069` : clean
}
