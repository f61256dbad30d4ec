import type { Tokens } from "marked"

/** `parts` are final whole lines from the start on, each without its last line break; `rest` follows them. */
export type Code = Tokens.Code & { parts?: { text: string }[]; rest?: string }

/** A closed fence: the text after it does not belong to this code. */
export function isClosedFence({ raw }: Pick<Tokens.Code, "raw">): boolean {
  const [, fence] = /^ *(`{3,}|~{3,})/.exec(raw) ?? []
  if (!fence) return false
  const last = raw.trimEnd().slice(raw.trimEnd().lastIndexOf("\n") + 1)
  return last !== raw.trimEnd() && new RegExp(`^ {0,3}${fence}${fence[0]}*$`).test(last)
}
