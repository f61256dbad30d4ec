import { preferences } from "../page/preferences.ts"
import { isModified, modifierKey, pressedKey } from "../ui/keys.ts"
import { isTouchScreen } from "../ui/pointer.ts"
import { t } from "../words/t.ts"

/**
 * Whether a key press in a message field sends it: Enter, or Enter with the platform's modifier if that is the preference. On a
 * touch screen it is always the latter: its keyboard has no Shift + Enter, so Enter has to insert line breaks.
 */
export function isSendKey(event: KeyboardEvent): boolean {
  if (pressedKey(event) !== "Enter" || event.shiftKey) return false
  return isModified(event) || (preferences.value.sendKey === "enter" && !isTouchScreen.value)
}

/** The name of the send key. */
export function sendHint(): string {
  if (isTouchScreen.value) return t.composerHintTouch
  return preferences.value.sendKey === "enter" ? t.composerHint : t.composerHintModified(modifierKey())
}
