import { signal } from "@preact/signals"

/** How many conversations from before signing in can be kept, while that is offered. */
export const adoptable = signal(0)
