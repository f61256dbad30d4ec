import { sendText } from "../composer/send-message.ts"
import { Notice } from "../ui/notice.tsx"
import { t } from "../words/t.ts"
import { EditStep, RegenerateStep, Step } from "./next-step.tsx"
import { startNewChat } from "./state/load-thread.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"

type Props = { thread: Thread; turn: ThreadTurn }

/**
 * Why an answer ended early, and the next step. The reasons are those of Bedrock's Converse (StopReason),
 * `refusal` of Anthropic's models and Parley's own `size`; an unknown reason may have cut the answer.
 */
export function EndReason({ thread, turn }: Props) {
  const reason = turn.stopReason.value
  switch (reason) {
    case undefined:
    case "end_turn":
    case "stop_sequence":
      return null
    case "max_tokens":
      return <Notice action={<Continue thread={thread} turn={turn} />}>{t.cutAtLimit}</Notice>
    case "size":
      return <Notice action={<Continue thread={thread} turn={turn} />}>{t.cutAtSize}</Notice>
    case "model_context_window_exceeded":
      return <Notice action={<Step label={t.newChat} take={() => void startNewChat()} />}>{t.contextFull}</Notice>
    case "content_filtered":
      return <Notice action={<EditStep thread={thread} turn={turn} />}>{t.filtered}</Notice>
    case "guardrail_intervened":
      return <Notice action={<EditStep thread={thread} turn={turn} />}>{t.guardrail}</Notice>
    case "refusal":
      return <Notice action={<EditStep thread={thread} turn={turn} />}>{t.declined}</Notice>
    default:
      return (
        <Notice action={<RegenerateStep thread={thread} turn={turn} label={t.regenerate} />}>
          {incomplete[reason]?.() ?? t.endedEarly}
        </Notice>
      )
  }
}

const incomplete: Record<string, () => string> = {
  malformed_model_output: () => t.malformed,
  malformed_tool_use: () => t.malformed,
  tool_use: () => t.toolMissing,
}

/** Continues the answer, if it is the last one. */
function Continue({ thread, turn }: Props) {
  if (thread.turns.value.at(-1) !== turn) return null
  return <Step label={t.continueAnswer} take={() => void sendText(thread, t.continueMessage)} />
}
