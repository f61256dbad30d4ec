import { askAgain } from "../composer/sending.ts"
import { Notice } from "../ui/notice.tsx"
import { text } from "../words/text.ts"
import { AskAgainStep, EditStep, Step } from "./next-step.tsx"
import { openNew } from "./state/conversation-view.ts"
import type { Thread, Turn } from "./state/thread.ts"

type Props = { thread: Thread; turn: Turn }

/**
 * Why a complete answer ended other than by itself, and what can be done about it. The reasons are those of Bedrock's Converse (StopReason),
 * with `refusal` of Anthropic's models; one that is not known may have cut the answer.
 */
export function EndReason({ thread, turn }: Props) {
  const reason = turn.stopReason.value
  switch (reason) {
    case undefined:
    case "end_turn":
    case "stop_sequence":
      return null
    case "max_tokens":
      return <Notice action={<Continue thread={thread} turn={turn} />}>{text.cutAtLimit}</Notice>
    case "model_context_window_exceeded":
      return <Notice action={<Step label={text.newChat} take={() => void openNew()} />}>{text.contextFull}</Notice>
    case "content_filtered":
      return <Notice action={<EditStep thread={thread} turn={turn} />}>{text.filtered}</Notice>
    case "guardrail_intervened":
      return <Notice action={<EditStep thread={thread} turn={turn} />}>{text.guardrail}</Notice>
    case "refusal":
      return <Notice action={<EditStep thread={thread} turn={turn} />}>{text.declined}</Notice>
    default:
      return (
        <Notice action={<AskAgainStep thread={thread} turn={turn} label={text.regenerate} />}>
          {incomplete[reason]?.() ?? text.endedEarly}
        </Notice>
      )
  }
}

const incomplete: Record<string, () => string> = {
  malformed_model_output: () => text.malformed,
  malformed_tool_use: () => text.malformed,
  tool_use: () => text.toolMissing,
}

/** Asks for the rest, where the answer is the last one. */
function Continue({ thread, turn }: Props) {
  if (thread.turns.value.at(-1) !== turn) return null
  return <Step label={text.continueAnswer} take={() => void askAgain(thread, text.continueMessage)} />
}
