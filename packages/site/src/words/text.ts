import { signal } from "@preact/signals"
import { english, type Words } from "./en.ts"

const spoken = signal<Words>(english)

/** Every word that the page says, in the language that is spoken. A component that reads one follows a change of language. */
export const text: Words = new Proxy(english, {
  get: (_english, name) => spoken.value[name as keyof Words],
})

/** Changes the language of the whole page. */
export function speak(words: Words): void {
  spoken.value = words
}
