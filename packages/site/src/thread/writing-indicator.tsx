import { useEffect, useState } from "preact/hooks"
import type { Content } from "../api/types.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"

const slowMs = 10_000

/** Shows that an answer is being written, also below its blocks, as the model may pause. A long pause shows a notice. */
export function WritingIndicator({ content }: { content: Content }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    setSlow(false)
    const timer = setTimeout(() => setSlow(true), slowMs)
    return () => clearTimeout(timer)
  }, [content])
  return (
    <p class="answering">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <Label kind={content.length > 0 && !slow ? "sr-only" : undefined} words={slow ? t.slow : t.answering} />
    </p>
  )
}
