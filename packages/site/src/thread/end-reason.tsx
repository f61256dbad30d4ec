import { Notice } from "../ui/notice.tsx"
import { t } from "../words/t.ts"
import { lastPart } from "./answer-parts.ts"
import { ContinueStep, EditStep, type Props, RegenerateStep, Step } from "./next-step.tsx"
import { reasonWords } from "./reason-words.ts"
import { startNewChat } from "./state/load-thread.ts"

/** Why an answer ended early, and the next step. */
export function EndReason(props: Props) {
  const reason = lastPart(props.parts).stopReason.value
  return <Notice action={<NextStep reason={reason} {...props} />}>{reasonWords(reason)}</Notice>
}

function NextStep({ reason, ...props }: Props & { reason: string | undefined }) {
  switch (reason) {
    case "max_tokens":
    case "size":
    case "budget":
    case "steps":
    case "time":
      return <ContinueStep {...props} />
    case "model_context_window_exceeded":
      return <Step label={t.newChat} take={() => void startNewChat()} />
    case "content_filtered":
    case "guardrail_intervened":
    case "refusal":
      return <EditStep {...props} />
    default:
      return <RegenerateStep {...props} label={t.regenerate} />
  }
}
