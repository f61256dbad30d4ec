import { signal } from "@preact/signals"
import { prefer, preferences } from "./preferences.ts"

/** Whether the drawer with the conversations is open. Only narrow pages have it. */
export const drawerOpen = signal(false)

export function closeDrawer(): void {
  drawerOpen.value = false
}

const isWide = () => matchMedia("(width >= 52rem)").matches

/** Shows or hides the list of conversations: beside the thread on wide pages, as a drawer on narrow ones. */
export function toggleSidebar(): void {
  if (isWide()) prefer({ sidebar: preferences.value.sidebar === "open" ? "closed" : "open" })
  else drawerOpen.value = !drawerOpen.value
}
