import { useEffect, useState } from "preact/hooks"

// The maximum delay of a browser timer.
const longestMs = 2_147_483_647

/** Whether an ISO time has passed. Renders again when it does. */
export function useIsPast(iso: string | undefined): boolean {
  const at = iso ? Date.parse(iso) : Number.POSITIVE_INFINITY
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    setNow(Date.now())
    if (at === Number.POSITIVE_INFINITY) return
    const timer = setTimeout(() => setNow(Date.now()), Math.min(Math.max(at - Date.now(), 0), longestMs))
    return () => clearTimeout(timer)
  }, [at])
  return now >= at
}
