import { useRef, useState } from "preact/hooks"
import { announce } from "../ui/announcer.tsx"
import { CopyButton } from "../ui/copy-button.tsx"
import { focusMain } from "../ui/focus.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { AgainIcon, MoreIcon } from "../ui/icons.tsx"
import { formatMoney, formatNumber } from "../words/format.ts"
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
            if (detailed !== turnId) announce(usageWords(parts))
          }}
        />
      )}
      {isComplete && detailed === turnId && <p class="answer-usage">{usageWords(parts)}</p>}
    </div>
  )
}

// The button is about to disappear: focus moves to the message box, where the answer can be stopped.
function regenerate(thread: Thread, [first]: AnswerParts): Promise<void> {
  focusMain()
  return withActions(({ regenerateAnswer }) => regenerateAnswer(thread, first))
}

function usageWords(parts: AnswerParts): string {
  const spent = parts.flatMap((part) => part.spent.value ?? [])
  if (spent.length < parts.length) return t.noUsage
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
  const money = formatMoney(sum(spent.map(({ cost }) => cost.usd)))
  // A model call that was cut reports no tokens: its cost is the reserved maximum. Earlier versions did not mark it.
  if (spent.some(({ cost }) => cost.estimated) || parts.some(({ status }) => status.value !== "complete")) return t.countedAtMost(money)
  const input = sum(spent.flatMap(({ usage }) => [usage.inputTokens, usage.cacheReadInputTokens, usage.cacheWriteInputTokens]))
  return t.answerUsage(formatNumber(input), formatNumber(sum(spent.map(({ usage }) => usage.outputTokens))), money)
}
