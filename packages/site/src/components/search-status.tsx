import type { Search } from "../state/searching.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { RetryButton } from "./retry-button.tsx"

/** How a search stands, in words. */
export function SearchStatus({ search, typed }: { search: Search; typed: string }) {
  const { results, complete } = search.found.value
  const state = search.state.value
  if (state === "failed") {
    return (
      <Notice kind="warning" action={<RetryButton retry={() => search.look(typed)} />}>
        {text.searchFailed}
      </Notice>
    )
  }
  return (
    <p class="search-status" role="status">
      {state === "searching" && text.searching}
      {state === "ready" && (results.length > 0 ? text.searchFound(results.length) : text.searchNone)}
      {state === "ready" && !complete && ` ${text.searchPartly}`}
    </p>
  )
}
