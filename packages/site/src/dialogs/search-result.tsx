import type { SearchResult } from "../api/types.ts"
import { formatDay } from "../words/format.ts"
import { t } from "../words/t.ts"
import { titleOf } from "../words/titles.ts"

type Props = { id: string; result: SearchResult; chosen: boolean; point: () => void; open: () => void }

/** A conversation that matches, with an excerpt around the words. */
export const SearchResultOption = ({ id, result, chosen, point, open }: Props) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field handles keys and names the active option.
  <div id={id} role="option" aria-selected={chosen} class="search-result" onClick={open} onPointerMove={point}>
    <span class="search-result-title" dir="auto">
      {titleOf(result)}
    </span>
    <time datetime={result.updatedAt}>{formatDay(result.updatedAt)}</time>
    {result.messageId && (
      <span class="search-result-excerpt" dir="auto">
        {result.excerpt}
      </span>
    )}
    {result.otherVersion && <span class="search-result-version">{t.inOtherVersion}</span>}
  </div>
)
