import { useEffect, useState } from "preact/hooks"
import { t } from "../words/t.ts"
import { announce } from "./announcer.tsx"
import { CopyIcon, DoneIcon } from "./icons.tsx"
import { Label } from "./label.tsx"
import { notify } from "./notification.tsx"

const shownMs = 2_000

/** Copies plain text, and confirms it briefly. */
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
      announce(t.copied)
    } catch {
      notify(t.notCopied)
    }
  }
  return (
    <button type="button" class="quiet copy" aria-label={label} onClick={copy}>
      {copied ? <DoneIcon /> : <CopyIcon />}
      <Label words={copied ? t.copied : t.copy} />
    </button>
  )
}
