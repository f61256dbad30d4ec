import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { fetchedPart } from "../sign-in/lazy.ts"
import { person } from "../sign-in/session.ts"

type Props = { path: string; kind: string; pressed?: () => void; children: ComponentChildren }

/** Downloads something of the API: a plain link, but where somebody is signed in a request that says who. */
export function Download({ path, kind, pressed, children }: Props) {
  const [busy, setBusy] = useState(false)
  if (!person.value) {
    return (
      <a class={kind} href={`/api${path}`} download="" onClick={pressed}>
        {children}
      </a>
    )
  }
  const fetchIt = async () => {
    if (busy) return
    setBusy(true)
    await fetchedPart()?.download(path)
    setBusy(false)
    pressed?.()
  }
  return (
    <button type="button" class={kind} aria-busy={busy} aria-disabled={busy} onClick={() => void fetchIt()}>
      {children}
    </button>
  )
}
