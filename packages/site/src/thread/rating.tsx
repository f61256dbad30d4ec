import { useRef, useState } from "preact/hooks"
import type { Feedback } from "../api/types.ts"
import { Tool } from "../ui/icon-button.tsx"
import { ThumbIcon } from "../ui/icons.tsx"
import { text } from "../words/text.ts"
import { RatingComment } from "./rating-comment.tsx"
import { rate } from "./state/rating.ts"
import type { Thread, Turn } from "./state/thread.ts"

/** Thumbs up or down for an answer, and room for a comment once one is pressed. Pressed again it is taken back. */
export function Rating({ thread, turn }: { thread: Thread; turn: Turn }) {
  const [commenting, setCommenting] = useState(false)
  const pressed = useRef<HTMLButtonElement>(null)
  const rating = turn.feedback.value?.rating
  if (!turn.messageId.value) return null
  const press = async (chosen: Feedback["rating"]) => {
    const feedback = rating === chosen ? undefined : { rating: chosen }
    setCommenting(feedback !== undefined)
    if (!(await rate(thread, turn, feedback))) setCommenting(false)
  }
  const close = () => {
    setCommenting(false)
    pressed.current?.focus()
  }
  const thumb = (chosen: Feedback["rating"], label: string) => (
    <Tool label={label} pressed={rating === chosen} press={() => void press(chosen)} {...(rating === chosen && { button: pressed })}>
      <ThumbIcon down={chosen === "down"} />
    </Tool>
  )
  return (
    <>
      {thumb("up", text.good)}
      {thumb("down", text.bad)}
      {commenting && rating && <RatingComment thread={thread} turn={turn} rating={rating} close={close} />}
    </>
  )
}
