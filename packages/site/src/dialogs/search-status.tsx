import { Label } from "../ui/label.tsx"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"
import type { Search } from "./create-search.ts"

/** The state of a search, as text. */
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
  const words = { idle: "", searching: t.searching, ready: resultText(results.length, complete) }[state]
  return (
    <p class="search-status" role="status">
      <Label words={words} />
    </p>
  )
}

function resultText(count: number, complete: boolean): string {
  if (count === 0) return complete ? t.searchNone : t.searchNonePartly
  const found = t.searchFound(count)
  return complete ? found : `${found} ${t.searchPartly}`
}
