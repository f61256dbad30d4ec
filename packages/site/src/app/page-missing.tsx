import { startNewChat } from "../thread/state/load-thread.ts"
import { useFocusIfLost } from "../ui/focus.ts"
import { NewIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"

/** The page of an unknown path. */
export function PageMissing() {
  const button = useFocusIfLost<HTMLButtonElement>()
  return (
    <section class="page-missing" aria-labelledby="page-missing">
      <div class="conversation-error">
        <h2 id="page-missing">{t.pageMissing}</h2>
        <p>{t.pageMissingDetail}</p>
        <button ref={button} type="button" class="primary" onClick={() => void startNewChat()}>
          <NewIcon />
          {t.newChat}
        </button>
      </div>
    </section>
  )
}
