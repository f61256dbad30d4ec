import { signal } from "@preact/signals"

/** The message that was looked for: it is brought into view as soon as it is on the page. */
export const targetMessageId = signal<string | undefined>()
