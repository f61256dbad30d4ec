import { preferences } from "../page/preferences.ts"
import { isModified, modifierKey, pressedKey } from "../ui/keys.ts"
import { isTouchScreen } from "../ui/pointer.ts"
import { t } from "../words/t.ts"

/**
 * Whether a key press in a message field sends it: Enter, or Enter with the platform's modifier for those who prefer that. Where the page is
 * touched it is the latter: a keyboard on a screen has no Shift + Enter, so that Enter is the only way to a new line.
 */
export function isSendKey(event: KeyboardEvent): boolean {
  if (pressedKey(event) !== "Enter" || event.shiftKey) return false
  return isModified(event) || (preferences.value.sendKey === "enter" && !isTouchScreen.value)
}

/** What sends, in words. */
export function sendHint(): string {
  if (isTouchScreen.value) return t.composerHintTouch
  return preferences.value.sendKey === "enter" ? t.composerHint : t.composerHintModified(modifierKey())
}
