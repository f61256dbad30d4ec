import { signal } from "@preact/signals"

export type DialogName = "search" | "usage" | "settings" | "shortcuts" | "removeAll"

/** The dialog that is open. */
export const shownDialog = signal<DialogName | undefined>()

export function closeDialog(): void {
  shownDialog.value = undefined
}
