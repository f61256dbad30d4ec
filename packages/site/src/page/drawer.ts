import { signal } from "@preact/signals"

/** Whether the list of conversations lies over the page. Only narrow pages have this drawer. */
export const drawerOpen = signal(false)

export function closeDrawer(): void {
  drawerOpen.value = false
}
