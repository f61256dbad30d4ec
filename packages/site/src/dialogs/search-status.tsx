import { Label } from "../ui/label.tsx"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { text } from "../words/text.ts"
import type { Search } from "./searching.ts"

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
  const found = results.length > 0 ? text.searchFound(results.length) : text.searchNone
  const words = { idle: "", searching: text.searching, ready: complete ? found : `${found} ${text.searchPartly}` }[state]
  return (
    <p class="search-status" role="status">
      <Label words={words} />
    </p>
  )
}
