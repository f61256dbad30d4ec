/**
 * One way to get an answer: sends `prompt` and passes on each piece of text as it arrives. Resolves at the end of the answer.
 * Without `onText` a peer need not parse its own output.
 */
export type Ask = (prompt: string, onText?: (text: string) => void) => Promise<void>
