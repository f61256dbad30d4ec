import { useRef } from "preact/hooks"
import type { Feedback } from "../api/types.ts"
import { contentOf } from "../composer/edit-draft.ts"
import { pressedKey } from "../ui/keys.ts"
import { notify } from "../ui/notification.tsx"
import { actionWords } from "../words/action-words.ts"
import { t } from "../words/t.ts"
import { saveRating } from "./state/save-rating.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"

type Props = { thread: Thread; turn: ThreadTurn; rating: Feedback["rating"]; close: () => void }

// The API's limit.
const maxLength = 2_000

/** A comment on an answer. The rating itself is already saved. */
export function RatingComment({ thread, turn, rating, close }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const keep = async () => {
    const comment = contentOf(field.current?.value ?? "")
    if (comment && !(await saveRating(thread, turn, { rating, comment }))) return
    close()
    notify(actionWords.thanks)
  }
  return (
    <form
      class="rating-comment"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
      onKeyDown={(event) => {
        if (pressedKey(event) !== "Escape") return
        event.preventDefault()
        close()
      }}
    >
      <label for="comment">{rating === "up" ? actionWords.commentGood : actionWords.commentBad}</label>
      <input id="comment" ref={field} dir="auto" maxLength={maxLength} autocomplete="off" />
      <div>
        <button type="submit" class="secondary">
          {actionWords.commentSend}
        </button>
        <button type="button" class="quiet" onClick={close}>
          {t.close}
        </button>
      </div>
    </form>
  )
}
