import { Label } from "../ui/label.tsx"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"
import type { Search } from "./create-search.ts"

/** How a search stands, in words. */
export function SearchStatus({ search, typed }: { search: Search; typed: string }) {
  const { results, complete } = search.found.value
  const state = search.state.value
  if (state === "failed") {
    return (
      <Notice kind="warning" action={<RetryButton retry={() => search.look(typed)} />}>
        {t.searchFailed}
      </Notice>
    )
  }
  const found = results.length > 0 ? t.searchFound(results.length) : t.searchNone
  const words = { idle: "", searching: t.searching, ready: complete ? found : `${found} ${t.searchPartly}` }[state]
  return (
    <p class="search-status" role="status">
      <Label words={words} />
    </p>
  )
}
