import { importPart } from "../import-part.ts"
import type { Messages } from "./en.ts"

/** The page's languages by their own names, in the order of the settings. */
export const languages = { en: "English", de: "Deutsch", fr: "Français", ar: "العربية" } as const
export type Language = keyof typeof languages

export const isLanguage = (name: unknown): name is Language => typeof name === "string" && Object.hasOwn(languages, name)

/** The writing direction of a language. */
export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr")

/** The first of the reader's languages (BCP 47 tags, best first) that the page has, else English. */
export function languageFor(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split("-")[0]?.toLowerCase()).find(isLanguage) ?? "en"
}

/** Loads the texts of a language. English is part of the page's script; the others are separate files. */
export const loadMessages: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import("./en.ts")).english,
  de: async () => (await importPart(() => import("./de.ts"))).german,
  fr: async () => (await importPart(() => import("./fr.ts"))).french,
  ar: async () => (await importPart(() => import("./ar.ts"))).arabic,
}
