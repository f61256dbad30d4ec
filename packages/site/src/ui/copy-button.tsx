import { useEffect, useState } from "preact/hooks"
import { text } from "../words/text.ts"
import { say } from "./announcement.ts"
import { CopyIcon, DoneIcon } from "./icons.tsx"
import { Label } from "./label.tsx"
import { notify } from "./notification.ts"

const shownMs = 2_000

/** Copies plain text, and says so for a moment. */
export function CopyButton({ label, content }: { label: string; content: () => string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(content())
      setCopied(true)
      say(text.copied)
    } catch {
      notify(text.notCopied)
    }
  }
  return (
    <button type="button" class="quiet copy" aria-label={label} onClick={copy}>
      {copied ? <DoneIcon /> : <CopyIcon />}
      <Label words={copied ? text.copied : text.copy} />
    </button>
  )
}
