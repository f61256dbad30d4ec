import { Notice } from "../ui/notice.tsx"
import { t } from "../words/t.ts"
import { lastPart } from "./answer-parts.ts"
import { ContinueStep, EditStep, type Props, RegenerateStep, Step } from "./next-step.tsx"
import { startNewChat } from "./state/load-thread.ts"

/**
 * Why an answer ended early, and the next step. The reasons are those of Bedrock's Converse (StopReason),
 * `refusal` of Anthropic's models and Parley's own (`reason` of a message); an unknown reason may have cut the answer.
 */
export function EndReason({ thread, parts }: Props) {
  const reason = lastPart(parts).stopReason.value ?? ""
  switch (reason) {
    case "max_tokens":
      return <Notice action={<ContinueStep thread={thread} parts={parts} />}>{t.cutAtLimit}</Notice>
    case "size":
      return <Notice action={<ContinueStep thread={thread} parts={parts} />}>{t.cutAtSize}</Notice>
    case "model_context_window_exceeded":
      return <Notice action={<Step label={t.newChat} take={() => void startNewChat()} />}>{t.contextFull}</Notice>
    case "content_filtered":
      return <Notice action={<EditStep thread={thread} parts={parts} />}>{t.filtered}</Notice>
    case "guardrail_intervened":
      return <Notice action={<EditStep thread={thread} parts={parts} />}>{t.guardrail}</Notice>
    case "refusal":
      return <Notice action={<EditStep thread={thread} parts={parts} />}>{t.declined}</Notice>
    case "budget":
    case "steps":
    case "time":
      return <Notice action={<ContinueStep thread={thread} parts={parts} />}>{t.endedEarly}</Notice>
    default:
      return (
        <Notice action={<RegenerateStep thread={thread} parts={parts} label={t.regenerate} />}>
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
