import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { formatNumber } from "../words/format.ts"
import { t } from "../words/t.ts"
import { download, type NextPart } from "./downloading.ts"
import { DownloadIcon } from "./icons.tsx"

type Props = { path: string; kind: string; done?: () => void; children: ComponentChildren }

/** Downloads a file from the API. A large export comes in parts: the button then offers the next part. */
export function Download({ path, kind, done, children }: Props) {
  const [busy, setBusy] = useState(false)
  const [next, setNext] = useState<NextPart>()
  const fetchIt = async () => {
    if (busy) return
    setBusy(true)
    const following = await download(path, next)
    setBusy(false)
    setNext(following)
    if (!following) done?.()
  }
  return (
    <button type="button" class={kind} aria-busy={busy} aria-disabled={busy} onClick={() => void fetchIt()}>
      <DownloadIcon />
      {next ? t.downloadPart(formatNumber(next.part)) : children}
    </button>
  )
}
