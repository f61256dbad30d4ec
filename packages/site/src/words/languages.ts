import type { Messages } from "./en.ts"

/** The languages that the page speaks, each by its own name, in the order in which the settings list them. */
export const languages = { en: "English", de: "Deutsch", fr: "Français", ar: "العربية" } as const
export type Language = keyof typeof languages

export const isLanguage = (name: unknown): name is Language => typeof name === "string" && Object.hasOwn(languages, name)

/** The way in which a language is written. */
export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr")

/** The first of the languages a reader wants (BCP 47 tags, best first) that the page speaks, else English. */
export function languageFor(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split("-")[0]?.toLowerCase()).find(isLanguage) ?? "en"
}

/** Fetches the words of a language. English is part of the page's script; each other one is a file of its own. */
export const loadMessages: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import("./en.ts")).english,
  de: async () => (await import("./de.ts")).german,
  fr: async () => (await import("./fr.ts")).french,
  ar: async () => (await import("./ar.ts")).arabic,
}
