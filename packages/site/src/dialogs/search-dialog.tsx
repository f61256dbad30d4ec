import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import { maxQueryLength } from "../api/search.ts"
import type { SearchResult } from "../api/types.ts"
import { closeDialog } from "../page/dialogs.ts"
import { closeDrawer } from "../page/drawer.ts"
import { goTo } from "../page/route.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { reachTarget } from "../thread/state/conversation-view.ts"
import { targetMessageId } from "../thread/state/target-message.ts"
import { directionOf } from "../ui/direction.ts"
import { SearchIcon } from "../ui/icons.tsx"
import { pressedKey } from "../ui/keys.ts"
import { text } from "../words/text.ts"
import { Dialog } from "./dialog.tsx"
import { SearchResultOption } from "./search-result.tsx"
import { SearchStatus } from "./search-status.tsx"
import { createSearch } from "./searching.ts"

/** Finds conversations while words are typed. The arrow keys choose, Enter opens. */
export function SearchDialog() {
  const search = useMemo(createSearch, [])
  const [typed, setTyped] = useState("")
  const [chosen, setChosen] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const { results } = search.found.value
  useEffect(() => search.end, [])
  useEffect(() => setChosen(0), [results])
  useEffect(() => document.getElementById(optionId(chosen))?.scrollIntoView({ block: "nearest" }), [chosen])
  const onKeyDown = (event: KeyboardEvent) => {
    const key = pressedKey(event)
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0
    if (step !== 0 && results.length > 0) setChosen((chosen + step + results.length) % results.length)
    else if (key === "Enter" && results[chosen]) openResult(results[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog name="search" title={text.search} start={field}>
      <div class="search-field">
        <SearchIcon />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={text.searchField}
          aria-expanded={results.length > 0}
          aria-controls="search-results"
          aria-activedescendant={results.length > 0 ? optionId(chosen) : undefined}
          aria-autocomplete="list"
          autocomplete="off"
          dir={directionOf(typed)}
          maxLength={maxQueryLength}
          placeholder={text.searchPlaceholder}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            search.look(event.currentTarget.value)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="search-results" role="listbox" aria-label={text.searchResults} class="search-results">
        {results.map((result, index) => (
          <SearchResultOption
            key={`${result.conversationId}${result.messageId}`}
            id={optionId(index)}
            result={result}
            chosen={index === chosen}
            point={() => setChosen(index)}
            open={() => openResult(result)}
          />
        ))}
      </div>
      <SearchStatus search={search} typed={typed} />
    </Dialog>
  )
}

const optionId = (index: number) => `search-result-${index}`

function openResult({ conversationId, messageId }: SearchResult): void {
  targetMessageId.value = messageId
  closeDialog()
  closeDrawer()
  goTo(conversationId)
  // It may be the conversation that is open.
  void reachTarget(activeThread.value)
}
