import type { Conversation } from "../entities/conversation.ts"

/** The ids of a conversation's running turns, that of a version without a tree included. */
export const runningTurns = ({ running = [], activeTurnId }: Conversation): string[] => [
  ...new Set([...running, ...(activeTurnId === undefined ? [] : [activeTurnId])]),
]
