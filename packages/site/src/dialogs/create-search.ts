import { type Signal, signal } from "@preact/signals"
import { getSearchResults } from "../api/conversations.ts"
import type { SearchResults } from "../api/types.ts"
import { contentOf } from "../composer/edit-draft.ts"
import { monotonicNow, withLocalTitles } from "../sidebar/local-changes.ts"

export type Search = {
  state: Signal<"idle" | "searching" | "ready" | "failed">
  found: Signal<SearchResults>
  /** Searches once typing pauses. */
  look: (words: string) => void
  end: () => void
}

const pauseMs = 250
const nothing: SearchResults = { results: [], complete: true }

/** A search during typing: each change aborts the previous request. */
export function createSearch(): Search {
  const state = signal<"idle" | "searching" | "ready" | "failed">("idle")
  const found = signal(nothing)
  let running = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = () => {
    clearTimeout(timer)
    running.abort()
  }
  const ask = async (words: string, { signal }: AbortController) => {
    try {
      const readAt = monotonicNow()
      const { results, complete } = await getSearchResults(words, signal)
      if (signal.aborted) return
      found.value = { results: withLocalTitles(results, readAt), complete }
      state.value = "ready"
    } catch {
      if (!signal.aborted) state.value = "failed"
    }
  }
  const look = (typed: string) => {
    end()
    running = new AbortController()
    const words = contentOf(typed)
    state.value = words ? "searching" : "idle"
    if (words) timer = setTimeout(() => void ask(words, running), pauseMs)
    else found.value = nothing
  }
  return { state, found, look, end }
}
