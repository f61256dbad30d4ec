import { openNew } from "../thread/state/conversation-view.ts"
import { NewIcon } from "../ui/icons.tsx"
import { useFreeFocus } from "../ui/use-free-focus.ts"
import { text } from "../words/text.ts"

/** What an address shows that names nothing here. */
export function PageMissing() {
  const button = useFreeFocus<HTMLButtonElement>()
  return (
    <section class="page-missing" aria-labelledby="page-missing">
      <div class="unopened">
        <h2 id="page-missing">{text.pageMissing}</h2>
        <p>{text.pageMissingDetail}</p>
        <button ref={button} type="button" class="primary" onClick={() => void openNew()}>
          <NewIcon />
          {text.newChat}
        </button>
      </div>
    </section>
  )
}
