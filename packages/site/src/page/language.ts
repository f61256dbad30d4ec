import { batch } from "@preact/signals"
import { locale } from "../words/format.ts"
import { directionOf, type Language, languageFor, loadMessages } from "../words/languages.ts"
import { setMessages } from "../words/t.ts"

let wanted: Language = "en"

/** Switches to a language, or to the browser's without a choice. The page stays unchanged if the texts cannot be loaded. */
export async function applyLanguage(choice: Language | undefined): Promise<void> {
  const language = choice ?? languageFor(navigator.languages)
  wanted = language
  try {
    const words = await loadMessages[language]()
    // Another language was chosen during the load.
    if (wanted !== language) return
    batch(() => {
      locale.value = localeFor(language)
      setMessages(words)
    })
    document.documentElement.lang = language
    document.documentElement.dir = directionOf(language)
  } catch {
    document.documentElement.lang = "en"
    document.documentElement.dir = "ltr"
  } finally {
    delete document.documentElement.dataset.words
  }
}

// Dates and numbers follow the reader's own country: en-GB, not en.
const localeFor = (language: Language) => navigator.languages.find((tag) => tag.split("-")[0] === language && isUsable(tag)) ?? language

// Browsers pass on the system's value, which may be an invalid tag: `en-US@posix`.
function isUsable(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
