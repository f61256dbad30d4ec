import { computed, signal } from "@preact/signals"

/** Whether the last request met a server. What it answered makes no difference. */
export const reachable = signal(true)

/** Whether this device has a network, as the browser says it. */
export const deviceOnline = signal(true)

/** `offline`: this device has no network. `unreachable`: it has, but the server did not answer. */
export const connection = computed(() => {
  if (!deviceOnline.value) return "offline"
  return reachable.value ? "online" : "unreachable"
})
