import { useRef } from "preact/hooks"
import type { Conversation } from "../api/types.ts"
import { contentOf } from "../composer/edit-draft.ts"
import { useFocusMove } from "../ui/focus.ts"
import { pressedKey } from "../ui/keys.ts"
import { t } from "../words/t.ts"
import { changeTitle } from "./change-title.ts"

/** Edits the title of a conversation. Enter and blur save it, Escape cancels. */
export function TitleField({ conversation, done }: { conversation: Conversation; done: () => void }) {
  const field = useRef<HTMLInputElement>(null)
  // An Escape outside the field would close the drawer.
  useFocusMove(() => field.current?.select(), [])
  const keep = () => {
    const title = contentOf(field.current?.value ?? "")
    if (title && title !== conversation.title) void changeTitle(conversation, title)
    done()
  }
  return (
    <li>
      <input
        ref={field}
        class="title-field"
        dir="auto"
        aria-label={t.titleField}
        maxLength={200}
        defaultValue={conversation.title}
        onBlur={keep}
        onKeyDown={(event) => {
          const key = pressedKey(event)
          if (key === "Enter") keep()
          if (key !== "Escape") return
          event.preventDefault()
          done()
        }}
      />
    </li>
  )
}
