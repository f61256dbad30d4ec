import { watch } from "node:fs"
import { fileURLToPath } from "node:url"

const folders = ["core/src", "functions/src"].map((path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url)))
// An editor writes a file in several steps, and several files at once.
const quietMs = 150

/** Calls `changed` after a change to the sources of the functions. Returns a function that stops the watcher. */
export function watchSources(changed: () => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(changed, quietMs)
    }),
  )
  return async () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
