import { signal } from "@preact/signals"
import { isLanguage, type Language } from "../words/languages.ts"

/** The visitor's preferences. They are the only data in localStorage: nothing of a conversation is stored there. */
export type Preferences = {
  theme: "system" | "light" | "dark"
  /** Missing: the browser's. */
  language?: Language
  sendKey: "enter" | "modifierEnter"
  modelId?: string
  /** Not "singleKeys": earlier versions stored `true` there with any other preference. */
  singleKeyShortcuts: boolean
  sidebar: "open" | "closed"
}

const presets: Preferences = { theme: "system", sendKey: "enter", singleKeyShortcuts: false, sidebar: "open" }

// public/theme-init.js reads the same entry before the page is painted.
const key = "preferences"

export const preferences = signal<Preferences>(presets)

/** Reads the stored preferences. Called after hydration, which must start from the HTML as it was built. */
export function readPreferences(): void {
  const read = () => {
    preferences.value = validated(readStored())
    show(preferences.value)
  }
  read()
  // Another tab changed them.
  addEventListener("storage", (event) => {
    if (event.key === key) read()
  })
}

export function prefer(changed: Partial<{ [Name in keyof Preferences]: Preferences[Name] | undefined }>): void {
  preferences.value = validated({ ...preferences.value, ...changed })
  show(preferences.value)
  try {
    localStorage.setItem(key, JSON.stringify(preferences.value))
  } catch {
    // Storage may be full or disabled. A preference then lives as long as the page.
  }
}

function readStored(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "{}")
    return typeof stored === "object" && stored !== null ? (stored as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function validated({ theme, language, sendKey, modelId, singleKeyShortcuts, sidebar }: Record<string, unknown>): Preferences {
  return {
    theme: theme === "light" || theme === "dark" ? theme : presets.theme,
    ...(isLanguage(language) ? { language } : {}),
    sendKey: sendKey === "modifierEnter" ? sendKey : presets.sendKey,
    ...(typeof modelId === "string" ? { modelId } : {}),
    singleKeyShortcuts: singleKeyShortcuts === true,
    sidebar: sidebar === "closed" ? sidebar : presets.sidebar,
  }
}

// The attributes that public/theme-init.js has set; the style sheets read them.
function show({ theme, sidebar }: Preferences): void {
  document.documentElement.dataset.theme = theme
  document.documentElement.dataset.sidebar = sidebar
  // Sets the color of the browser's toolbar.
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const of = meta.dataset.of
    meta.media = theme === "system" ? `(prefers-color-scheme: ${of})` : theme === of ? "all" : "not all"
  }
}
