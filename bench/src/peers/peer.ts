/**
 * One way to get an answer: asks with `prompt` and hands on each piece of text as it comes. Resolves at the end of the answer.
 * Without `onText` nobody listens, and a peer that has to take its own output apart for that need not.
 */
export type Ask = (prompt: string, onText?: (text: string) => void) => Promise<void>
