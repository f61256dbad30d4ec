import { signal } from "@preact/signals"
import { english, type Messages } from "./en.ts"

const messages = signal<Messages>(english)

/** The texts of the page in the current language, but for those of the actions (`actionWords`). A component that reads one is rendered again when the language changes. */
export const t: typeof english = new Proxy(english, {
  get: (_english, name) => messages.value[name as keyof Messages],
})

/** Changes the language of the whole page. */
export function setMessages(translated: Messages): void {
  messages.value = translated
}
