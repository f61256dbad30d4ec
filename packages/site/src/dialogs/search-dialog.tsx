import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks"
import { maxQueryLength } from "../api/conversations.ts"
import type { SearchResult } from "../api/types.ts"
import { closeDialog } from "../page/open-dialog.ts"
import { goTo } from "../page/route.ts"
import { closeDrawer } from "../page/sidebar.ts"
import { activeThread, targetMessageId, targetTurn } from "../thread/state/active-thread.ts"
import { loadUntilTarget } from "../thread/state/load-thread.ts"
import { SearchIcon } from "../ui/icons.tsx"
import { pressedKey } from "../ui/keys.ts"
import { fieldDirection } from "../ui/text-field.ts"
import { t } from "../words/t.ts"
import { createSearch } from "./create-search.ts"
import { Dialog } from "./dialog.tsx"
import { SearchResultOption } from "./search-result.tsx"
import { SearchStatus } from "./search-status.tsx"

/** Searches conversations during typing. Arrow keys select a result, Enter opens it. */
export function SearchDialog() {
  const search = useMemo(createSearch, [])
  const [typed, setTyped] = useState("")
  const [chosen, setChosen] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const { results } = search.found.value
  useEffect(() => search.end, [])
  // An effect after the next frame would undo an arrow key that was pressed before it.
  useLayoutEffect(() => setChosen(0), [results])
  useEffect(() => document.getElementById(optionId(chosen))?.scrollIntoView({ block: "nearest" }), [chosen])
  const onKeyDown = (event: KeyboardEvent) => {
    const key = pressedKey(event)
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0
    if (step !== 0 && results.length > 0) setChosen((before) => (before + step + results.length) % results.length)
    else if (key === "Enter" && results[chosen]) openResult(results[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog name="search" title={t.search} start={field}>
      <div class="search-field">
        <SearchIcon />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={t.searchField}
          aria-expanded={results.length > 0}
          aria-controls="search-results"
          aria-activedescendant={results.length > 0 ? optionId(chosen) : undefined}
          aria-autocomplete="list"
          autocomplete="off"
          dir={fieldDirection(typed)}
          maxLength={maxQueryLength}
          placeholder={t.searchPlaceholder}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            search.look(event.currentTarget.value)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="search-results" role="listbox" aria-label={t.searchResults} class="search-results">
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

function openResult({ conversationId, messageId, turnId, otherVersion }: SearchResult): void {
  targetMessageId.value = messageId
  targetTurn.value = turnId ? { turnId, otherVersion: otherVersion === true } : undefined
  closeDialog()
  closeDrawer()
  // The result may be in the open conversation.
  if (activeThread.value.conversationId.value === conversationId) void loadUntilTarget(activeThread.value)
  goTo(conversationId)
}
