import type { english } from "../words/en.ts"

export type ShortcutName = "new" | "search" | "write" | "stop" | "copy" | "sidebar" | "previous" | "next" | "help"

type Shortcut = {
  name: ShortcutName
  /** With the platform's modifier: also works in text fields. */
  chord?: { key: string; shift: boolean }
  /** Without a modifier: only outside of text fields, and only if enabled in the settings. */
  key?: string
  label: keyof typeof english
}

/** The page's shortcuts: none that browsers reserve, and none with Alt, which many layouts need for letters. Escape always works. */
export const shortcuts: readonly Shortcut[] = [
  { name: "new", chord: { key: "o", shift: true }, key: "n", label: "newChat" },
  { name: "search", chord: { key: "k", shift: false }, key: "/", label: "search" },
  { name: "write", key: "c", label: "shortcutWrite" },
  { name: "stop", key: "Escape", label: "shortcutStop" },
  { name: "copy", chord: { key: "y", shift: true }, key: "y", label: "shortcutCopy" },
  { name: "previous", key: "k", label: "shortcutPrevious" },
  { name: "next", key: "j", label: "shortcutNext" },
  { name: "sidebar", chord: { key: "s", shift: true }, key: "b", label: "shortcutSidebar" },
  { name: "help", chord: { key: "/", shift: false }, key: "?", label: "shortcuts" },
]

// Safari ends a composition before the key event that caused it. Only this code identifies that event.
const composedKeyCode = 229

const isComposed = ({ keyCode, isComposing }: KeyboardEvent): boolean => isComposing || keyCode === composedKeyCode

/** `KeyboardEvent.key` of a key press, or "" if it belongs to an input method that composes a character. */
export const pressedKey = (event: KeyboardEvent): string => (isComposed(event) ? "" : event.key)

/** Prevents the browser from closing a dialog on an Escape that belongs to an input method. */
export function keepComposedEscape(event: KeyboardEvent): void {
  if (isComposed(event) && event.key === "Escape") event.preventDefault()
}

/** The name of this platform's shortcut modifier. Needs a browser. */
export const modifierKey = (): string => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl")

/** Whether the platform's modifier is pressed, and no other one. */
export const isModified = (event: KeyboardEvent): boolean =>
  (modifierKey() === "⌘" ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey

/** The shortcut of a key press, if any. `typing`: it happened in a text field. */
export function shortcutOf(event: KeyboardEvent, typing: boolean, singleKeys: boolean): ShortcutName | undefined {
  const pressed = latinKey(event)
  if (!pressed || event.defaultPrevented || event.repeat) return undefined
  // A slash needs the Shift key on many layouts.
  const isChord = ({ chord }: Shortcut) => chord?.key === pressed && (pressed === "/" || chord.shift === event.shiftKey)
  if (isModified(event)) return shortcuts.find(isChord)?.name
  if (isHeld(event)) return undefined
  const acts = pressed === "Escape" || (singleKeys && !typing)
  return acts ? shortcuts.find(({ key }) => key === pressed)?.name : undefined
}

/** Whether a key press types a character or pastes. Not a space alone: it scrolls or presses a button. */
export function isWriting(event: KeyboardEvent): boolean {
  const key = pressedKey(event)
  if (event.defaultPrevented) return false
  if (isModified(event)) return !event.shiftKey && latinKey(event) === "v"
  return [...key].length === 1 && key !== " " && (!isHeld(event) || event.getModifierState("AltGraph"))
}

const isHeld = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => ctrlKey || metaKey || altKey

// On layouts of other scripts the key's position decides.
function latinKey(event: KeyboardEvent): string {
  const key = pressedKey(event)
  if (/^[ -~]*$/.test(key)) return key.length === 1 ? key.toLowerCase() : key
  const { code } = event
  return code === "Slash" ? "/" : (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? key)
}
