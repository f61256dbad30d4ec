import { useRef, useState } from "preact/hooks"
import type { Feedback } from "../api/types.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { ThumbIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { loadActions, threadActions } from "./load-actions.ts"
import { saveRating } from "./state/save-rating.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"

/** Thumbs up or down for an answer, with a comment field after the first press. A second press removes the rating. */
export function Rating({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const [commenting, setCommenting] = useState(false)
  const pressed = useRef<HTMLButtonElement>(null)
  const rating = turn.feedback.value?.rating
  const Comment = commenting && threadActions.value?.RatingComment
  if (!turn.messageId.value) return null
  const press = async (chosen: Feedback["rating"]) => {
    const feedback = rating === chosen ? undefined : { rating: chosen }
    setCommenting(feedback !== undefined)
    void loadActions()
    if (!(await saveRating(thread, turn, feedback))) setCommenting(false)
  }
  const close = () => {
    setCommenting(false)
    pressed.current?.focus()
  }
  const thumb = (chosen: Feedback["rating"], label: string) => (
    <IconButton label={label} pressed={rating === chosen} press={() => void press(chosen)} {...(rating === chosen && { button: pressed })}>
      <ThumbIcon down={chosen === "down"} />
    </IconButton>
  )
  return (
    <>
      {thumb("up", t.good)}
      {thumb("down", t.bad)}
      {Comment && rating && <Comment thread={thread} turn={turn} rating={rating} close={close} />}
    </>
  )
}
