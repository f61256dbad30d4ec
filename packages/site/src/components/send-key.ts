import { isModified } from "../state/keys.ts"
import { preferences } from "../state/preferences.ts"

/** Whether a key press in a message field sends it: Enter, or Enter with the platform's modifier for those who prefer that. */
export function isSendKey(event: KeyboardEvent): boolean {
  // Enter that ends the composition of a character (229 in Safari) is not meant to send.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return false
  return preferences.value.sendKey === "enter" || isModified(event)
}
