import { useRef } from "preact/hooks"
import type { Feedback } from "../api/types.ts"
import { contentOf } from "../composer/typing.ts"
import { pressedKey } from "../ui/keys.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"
import { rate } from "./state/rating.ts"
import type { Thread, Turn } from "./state/thread.ts"

type Props = { thread: Thread; turn: Turn; rating: Feedback["rating"]; close: () => void }

// What the API takes.
const maxLength = 2_000

/** A line for what was good or bad about an answer. The rating itself is kept already. */
export function RatingComment({ thread, turn, rating, close }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const keep = async () => {
    const comment = contentOf(field.current?.value ?? "")
    if (comment && !(await rate(thread, turn, { rating, comment }))) return
    close()
    notify(text.thanks)
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
      <label for="comment">{text.comment}</label>
      <input id="comment" ref={field} dir="auto" maxLength={maxLength} autocomplete="off" />
      <div>
        <button type="submit" class="secondary">
          {text.commentSend}
        </button>
        <button type="button" class="quiet" onClick={close}>
          {text.close}
        </button>
      </div>
    </form>
  )
}
