import { signal } from "@preact/signals"
import { importPart } from "../../import-part.ts"
import type { Renderers } from "./renderers.ts"

/** The components of the blocks other than text; none: they could not be loaded. */
export const loadedRenderers = signal<Partial<Renderers> | undefined>()

/** Loads them on first use: most chats hold text alone. A call after a failure tries again. */
export async function loadRenderers(): Promise<void> {
  if (loadedRenderers.value?.reasoning) return
  try {
    loadedRenderers.value = (await importPart(() => import("./renderers.ts"))).renderers
  } catch {
    loadedRenderers.value = {}
  }
}
