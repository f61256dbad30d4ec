import { signal } from "@preact/signals"

/** Whether the last request met a server. What it answered makes no difference. */
export const reachable = signal(true)
