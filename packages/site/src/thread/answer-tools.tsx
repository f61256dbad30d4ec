import { useRef, useState } from "preact/hooks"
import { announce } from "../ui/announcer.tsx"
import { CopyButton } from "../ui/copy-button.tsx"
import { focusMain } from "../ui/focus.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { AgainIcon, MoreIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { type AnswerParts, lastPart, textOfAnswer } from "./answer-parts.ts"
import { loadActions, threadActions, withActions } from "./load-actions.ts"
import { Rating } from "./rating.tsx"
import { canAddVersion } from "./state/can-add-version.ts"
import type { Thread } from "./state/thread.ts"
import { hasVersionsOf, VersionSlot } from "./versions/version-slot.tsx"

type Props = { thread: Thread; parts: AnswerParts; isComplete: boolean }

/** The actions of an ended answer. The versions are there also while it is written. */
export function AnswerTools({ thread, parts, isComplete }: Props) {
  const [first] = parts
  const { turnId } = first
  const more = useRef<HTMLButtonElement>(null)
  const [opened, open] = useState<string>()
  const [detailed, setDetailed] = useState<string>()
  const versioned = parts.filter((part) => hasVersionsOf(thread, part))
  const Menu = opened === turnId && threadActions.value?.AnswerMenu
  if (!isComplete && versioned.length === 0) return null
  return (
    <div class="answer-tools">
      <div class="turn-tools">
        {versioned.map((part) => (
          <VersionSlot key={part.parentTurnId} thread={thread} turn={part} of="answer" />
        ))}
        {isComplete && (
          <>
            <CopyButton key={turnId} label={t.copyAnswer} content={() => textOfAnswer(parts)} />
            {canAddVersion(thread, first) && (
              <IconButton label={t.regenerate} press={() => void regenerate(thread, parts)}>
                <AgainIcon />
              </IconButton>
            )}
            <Rating key={`rating ${turnId}`} thread={thread} turn={first} />
            <IconButton
              button={more}
              label={t.moreActions}
              menu={opened === turnId}
              press={() => {
                open(turnId)
                void loadActions()
              }}
            >
              <MoreIcon />
            </IconButton>
          </>
        )}
      </div>
      {Menu && (
        <Menu
          thread={thread}
          turnId={lastPart(parts).turnId}
          opener={more}
          close={() => open(undefined)}
          showDetails={() => {
            setDetailed(detailed === turnId ? undefined : turnId)
            if (detailed !== turnId) void withActions(({ usageWords }) => announce(usageWords(parts)))
          }}
        />
      )}
      {isComplete && detailed === turnId && <p class="answer-usage">{threadActions.value?.usageWords(parts)}</p>}
    </div>
  )
}

// The button is about to disappear: focus moves to the message box, where the answer can be stopped.
function regenerate(thread: Thread, [first]: AnswerParts): Promise<void> {
  focusMain()
  return withActions(({ regenerateAnswer }) => regenerateAnswer(thread, first))
}
