import { drawerOpen } from "./drawer.ts"
import { prefer, preferences } from "./preferences.ts"

const isWide = () => matchMedia("(width >= 52rem)").matches

/** Shows or hides the list of conversations: beside the thread on wide pages, as a drawer on narrow ones. */
export function toggleSidebar(): void {
  if (isWide()) prefer({ sidebar: preferences.value.sidebar === "open" ? "closed" : "open" })
  else drawerOpen.value = !drawerOpen.value
}
