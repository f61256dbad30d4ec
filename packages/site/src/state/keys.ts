import type { Words } from "../words/en.ts"

export type ShortcutName = "new" | "search" | "write" | "stop" | "copy" | "sidebar" | "previous" | "next" | "help"

type Shortcut = {
  name: ShortcutName
  /** The key, as `KeyboardEvent.key` says it. Single keys act only while nothing is typed. */
  key: string
  label: keyof Words
  /** Works while typing, and cannot be switched off. */
  always?: true
}

/** The page's shortcuts: none that a browser keeps for itself, nor any with Alt, which many layouts need for letters. */
export const shortcuts: readonly Shortcut[] = [
  { name: "new", key: "n", label: "newChat" },
  { name: "search", key: "/", label: "search" },
  { name: "write", key: "c", label: "shortcutWrite" },
  { name: "stop", key: "Escape", label: "shortcutStop", always: true },
  { name: "copy", key: "y", label: "shortcutCopy" },
  { name: "previous", key: "k", label: "shortcutPrevious" },
  { name: "next", key: "j", label: "shortcutNext" },
  { name: "sidebar", key: "b", label: "shortcutSidebar" },
  { name: "help", key: "?", label: "shortcuts" },
]

/**
 * The key of a press, as `KeyboardEvent.key` says it, or "" if it belongs to an input method that is composing a character. Safari ends the
 * composition before the press that ended it and tells that only by the key code 229.
 */
export const pressedKey = ({ key, keyCode, isComposing }: KeyboardEvent): string => (isComposing || keyCode === 229 ? "" : key)

/** The modifier that this platform's shortcuts use, as its users know it. Needs a browser. */
export const modifierKey = (): string => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl")

/** Whether the platform's own modifier, and no other one, is held. */
export const isModified = (event: KeyboardEvent): boolean =>
  (modifierKey() === "⌘" ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey

/** The shortcut that a key press means, if any. `typing`: it happened where text is written. */
export function shortcutOf(event: KeyboardEvent, typing: boolean, singleKeys: boolean): ShortcutName | undefined {
  if (event.defaultPrevented || event.isComposing || event.repeat) return undefined
  if (isModified(event) && event.key === "/") return "help"
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const found = shortcuts.find(({ key }) => key === (event.key.length === 1 ? event.key.toLowerCase() : event.key))
  if (!found || (!found.always && (typing || !singleKeys))) return undefined
  return found.name
}
